-- name: insert_application
-- A second undecided application of a household for the same programme returns no row.
INSERT INTO applications (id, household_id, programme, state, declared, opened_at, opened_by)
VALUES ($1, $2, $3, 'draft', $4, $5, $6)
ON CONFLICT (household_id, programme)
WHERE state IN ('draft', 'submitted', 'in_review', 'info_requested', 'recommended') DO NOTHING
RETURNING id;

-- name: find_application
SELECT id, version, household_id, programme, state, declared, applied_on, opened_at, opened_by
FROM applications WHERE id = $1;

-- name: lock_application
SELECT id, version, household_id, programme, state, declared, applied_on, opened_at, opened_by
FROM applications WHERE id = $1 FOR UPDATE;

-- name: update_application
UPDATE applications SET state = $2, applied_on = $3, declared = $4, version = version + 1 WHERE id = $1;

-- name: list_applications
-- The applicant stands beside each, so that a page can show whose application it is.
SELECT a.id, a.version, a.household_id, m.person_id AS applicant_id, a.programme, a.state, a.applied_on, a.opened_at
FROM applications AS a
INNER JOIN household_members AS m
    ON a.household_id = m.household_id AND m.relation = 'applicant' AND m.left_on IS NULL
WHERE
    ($1::uuid IS NULL OR a.id > $1)
    AND ($2::text IS NULL OR a.state = $2)
    AND ($3::uuid IS NULL OR a.household_id = $3)
ORDER BY a.id
LIMIT $4;
