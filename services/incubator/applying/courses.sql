-- name: update_application
-- What was returned and comes back keeps the date of its first submission.
UPDATE applications
SET state = $2, score_basis_points = $3, submitted_at = coalesce(submitted_at, $4), version = version + 1
WHERE id = $1
RETURNING
    id, version, call_id, applicant_id, language, state, stage, stage_due_on, requested_minor, total_minor, country,
    score_basis_points, submitted_at, drafted_at;

-- name: update_stage
UPDATE applications
SET state = 'draft', stage = stage + 1, stage_due_on = $2, score_basis_points = NULL, version = version + 1
WHERE id = $1
RETURNING
    id, version, call_id, applicant_id, language, state, stage, stage_due_on, requested_minor, total_minor, country,
    score_basis_points, submitted_at, drafted_at;

-- name: select_scores
SELECT id, reviewer_id, scores
FROM reviews
WHERE application_id = $1 AND stage = $2 AND state = 'submitted'
ORDER BY id;

-- name: count_unsigned
SELECT count(*) FROM coapplicants
WHERE application_id = $1 AND state = 'invited';
