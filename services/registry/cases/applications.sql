-- name: insert_application
-- A second undecided application of a household for the same programme returns no row.
INSERT INTO applications (id, household_id, programme, state, declared, opened_at, opened_by)
VALUES ($1, $2, $3, 'draft', $4, $5, $6)
ON CONFLICT (household_id, programme)
WHERE state IN ('draft', 'submitted', 'in_review', 'info_requested', 'recommended') DO NOTHING
RETURNING id;

-- name: find_application
SELECT
    id, version, household_id, programme, state, declared, applied_on, decide_by, assignee_id, opened_at, opened_by
FROM applications WHERE id = $1;

-- name: lock_application
SELECT
    id, version, household_id, programme, state, declared, applied_on, decide_by, assignee_id, opened_at, opened_by
FROM applications WHERE id = $1 FOR UPDATE;

-- name: update_application
UPDATE applications
SET state = $2, applied_on = $3, decide_by = $4, assignee_id = $5, declared = $6, version = version + 1
WHERE id = $1;

-- name: close_info_request
-- Whoever leaves `info_requested` closes what was asked for, whichever way it goes.
UPDATE info_requests SET outcome = $2, closed_at = $3, closed_by = $4 WHERE application_id = $1 AND closed_at IS NULL;

-- name: list_applications
-- The applicant stands beside each, so that a page can show whose application it is; of a household that is no more,
-- the last one. The tenant is named besides the policy, so that the index of states gives them in their order.
SELECT
    a.id, a.version, a.household_id, m.person_id AS applicant_id, a.programme, a.state, a.applied_on, a.decide_by,
    a.assignee_id, a.opened_at
FROM applications AS a
CROSS JOIN LATERAL (
    SELECT one.person_id FROM household_members AS one
    WHERE one.household_id = a.household_id AND one.relation = 'applicant'
    ORDER BY one.left_on DESC NULLS FIRST, one.joined_on DESC
    LIMIT 1
) AS m
WHERE
    a.municipality_id = (SELECT koinon.municipality())
    AND ($1::uuid IS NULL OR a.id > $1)
    AND ($2::text IS NULL OR a.state = $2)
    AND ($3::uuid IS NULL OR a.household_id = $3)
ORDER BY a.id
LIMIT $4;
