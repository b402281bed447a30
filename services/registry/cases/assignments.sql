-- name: lock_waiting
-- The case that has waited longest. One that somebody else takes at this moment is passed over, and an own one.
SELECT a.id
FROM applications AS a
WHERE
    a.assignee_id IS NULL AND a.state IN ('submitted', 'in_review')
    AND ($1::text IS NULL OR a.programme = $1)
    AND NOT is_own_case($2, a.household_id, ARRAY[a.applied_on])
ORDER BY a.applied_on, a.id
LIMIT 1
FOR UPDATE SKIP LOCKED;

-- name: set_assignee
UPDATE applications SET assignee_id = $2, version = version + 1 WHERE id = $1;

-- name: insert_assignment
INSERT INTO assignments (id, application_id, assignee_id, assigned_at, assigned_by) VALUES ($1, $2, $3, $4, $5);

-- name: list_assignments
SELECT id, assignee_id, assigned_at, assigned_by FROM assignments WHERE application_id = $1 ORDER BY id;
