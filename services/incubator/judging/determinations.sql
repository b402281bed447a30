-- name: insert_determination
-- The trigger fills in number, score, applicant and reviewers.
INSERT INTO determinations (id, application_id, stage, outcome, amount_minor, decided_at, decided_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING id, application_id, number, stage, outcome, amount_minor, score_basis_points, decided_at, decided_by;

-- name: select_determination
SELECT id, application_id, number, stage, outcome, amount_minor, score_basis_points, decided_at, decided_by
FROM determinations
WHERE id = $1;

-- name: select_determinations
SELECT id, application_id, number, stage, outcome, amount_minor, score_basis_points, decided_at, decided_by
FROM determinations
WHERE application_id = $1
ORDER BY number;

-- name: has_reviewed
-- Also who abstained, or was asked and has not answered, is no third person.
SELECT EXISTS (SELECT FROM reviews WHERE application_id = $1 AND reviewer_id = $2);

-- name: count_outcome
SELECT count(*) FROM applications
WHERE call_id = $1 AND state = $2;

-- name: count_invited
SELECT count(*) FROM applications
WHERE call_id = $1 AND stage > $2;

-- name: select_awarded
-- The amount of an award is that of its latest determination.
SELECT application.country, latest.amount_minor
FROM applications AS application
CROSS JOIN LATERAL (
    SELECT determination.amount_minor
    FROM determinations AS determination
    WHERE determination.application_id = application.id
    ORDER BY determination.number DESC
    LIMIT 1
) AS latest
WHERE application.call_id = $1 AND application.state = 'awarded' AND latest.amount_minor IS NOT NULL;
