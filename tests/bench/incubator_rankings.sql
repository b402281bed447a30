-- name: insert_call
INSERT INTO calls (
    municipality_id, id, preset_version, terms, opens_on, closes_on, opened_at, opened_by
)
VALUES ($1, $2, 'bench', $3, '2026-02-01', '2026-02-28', $4, $1);

-- name: insert_applications
INSERT INTO applications (
    municipality_id, id, call_id, applicant_id, language, state, stage, stage_due_on, requested_minor, total_minor,
    country, score_basis_points, submitted_at, drafted_at, drafted_by
)
SELECT
    $1, new.id, $2, new.id, 'el', 'determination', 2, '2026-04-30', new.requested_minor, new.requested_minor, 'GR',
    new.score, new.submitted_at, new.submitted_at, $1
FROM unnest($3::uuid [], $4::int [], $5::timestamptz [], $6::bigint [])
AS new (id, score, submitted_at, requested_minor);

-- name: insert_reviews
INSERT INTO reviews (
    municipality_id, id, application_id, reviewer_id, state, stage, scores, assigned_at, assigned_by, submitted_at
)
SELECT $1, new.id, new.application_id, new.reviewer_id, 'submitted', 2, new.scores, $6, $1, $6
FROM unnest($2::uuid [], $3::uuid [], $4::uuid [], $5::jsonb [])
AS new (id, application_id, reviewer_id, scores);
