-- name: insert_determination
-- The trigger fills in number, score, applicant and reviewers.
INSERT INTO determinations (id, application_id, outcome, decided_at, decided_by)
VALUES ($1, $2, $3, $4, $5)
RETURNING id, application_id, number, outcome, score_basis_points, decided_at, decided_by;

-- name: select_determination
SELECT id, application_id, number, outcome, score_basis_points, decided_at, decided_by
FROM determinations
WHERE id = $1;

-- name: select_determinations
SELECT id, application_id, number, outcome, score_basis_points, decided_at, decided_by
FROM determinations
WHERE application_id = $1
ORDER BY number;

-- name: has_reviewed
-- Also who abstained, or was asked and has not answered, is no third person.
SELECT EXISTS (SELECT FROM reviews WHERE application_id = $1 AND reviewer_id = $2);

-- name: count_outcome
SELECT count(*) FROM applications
WHERE call_id = $1 AND state = $2;

-- name: select_scored
SELECT id AS application_id, score_basis_points, submitted_at
FROM applications
WHERE call_id = $1 AND score_basis_points IS NOT NULL;
