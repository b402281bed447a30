-- name: insert_cohort
-- Returns no row when the call's group of this number has been formed.
INSERT INTO cohorts (
    id, call_id, number, seats, sessions_max, programme, currency, allowance_minor, starts_on, ends_on,
    formed_at, formed_by
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (municipality_id, call_id, number) DO NOTHING
RETURNING id;

-- name: select_cohort
SELECT
    id, version, call_id, number, seats, sessions_max, programme, currency, allowance_minor, starts_on, ends_on,
    (SELECT count(*) FROM enrolments WHERE enrolments.cohort_id = cohorts.id) AS enrolled
FROM cohorts
WHERE id = $1;

-- name: lock_cohort
SELECT FROM cohorts
WHERE id = $1
FOR UPDATE;

-- name: select_cohorts
SELECT
    id, version, call_id, number, seats, sessions_max, programme, currency, allowance_minor, starts_on, ends_on,
    (SELECT count(*) FROM enrolments WHERE enrolments.cohort_id = cohorts.id) AS enrolled
FROM cohorts
WHERE ($1::uuid IS NULL OR call_id = $1) AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;
