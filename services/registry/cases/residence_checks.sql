-- name: insert_check
INSERT INTO residence_checks (id, application_id, outcome, method, checked_on, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: find_check
SELECT id, application_id, outcome, method, checked_on, recorded_at, recorded_by
FROM residence_checks
WHERE id = $1;

-- name: list_checks
SELECT id, application_id, outcome, method, checked_on, recorded_at, recorded_by
FROM residence_checks
WHERE application_id = $1
ORDER BY id;
