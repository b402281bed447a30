-- name: recommend
-- An application that was sent back is recommended anew; one that was decided never is.
INSERT INTO decisions AS d (
    id, application_id, opened_by, assessment_id, recommended_outcome, recommended_by, recommended_at, reason
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (application_id) DO UPDATE SET
assessment_id = excluded.assessment_id, recommended_outcome = excluded.recommended_outcome,
recommended_by = excluded.recommended_by, recommended_at = excluded.recommended_at, reason = excluded.reason
WHERE d.outcome IS NULL;

-- name: decide
UPDATE decisions SET outcome = $2, decided_by = $3, decided_at = $4, reason = coalesce($5, reason)
WHERE application_id = $1 AND outcome IS NULL;

-- name: find_decision
SELECT
    id, application_id, assessment_id, recommended_outcome, recommended_by, recommended_at, outcome, decided_by,
    decided_at, reason
FROM decisions WHERE application_id = $1;

-- name: list_assessments
SELECT id, rule_version, facts, result, assessed_at, assessed_by
FROM assessments
WHERE application_id = $1
ORDER BY id;
