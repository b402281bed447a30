-- name: insert_grievance
-- A reference that is taken returns no row; another one is drawn then.
INSERT INTO grievances (
    id, reference, category, channel, confidential, state, complainant_id, application_id, staff_id, earlier_id,
    received_on, received_at, received_by, due_on
)
VALUES ($1, $2, $3, $4, $5, 'received', $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (municipality_id, reference) DO NOTHING
RETURNING id;

-- name: find_grievance
SELECT
    id, version, reference, category, channel, confidential, state, complainant_id, application_id, staff_id,
    earlier_id, received_on, received_by, due_on, assigned_to, escalated_from, answered_by, answered_at, upheld,
    closed_on
FROM grievances WHERE id = $1;

-- name: lock_grievance
SELECT
    id, version, reference, category, channel, confidential, state, complainant_id, application_id, staff_id,
    earlier_id, received_on, received_by, due_on, assigned_to, escalated_from, answered_by, answered_at, upheld,
    closed_on
FROM grievances WHERE id = $1 FOR UPDATE;

-- name: find_by_reference
SELECT id FROM grievances WHERE reference = $1;

-- name: list_grievances
-- What a reader may see: what is confidential only with a supervisor or who has it, and nobody a complaint about oneself;
-- the newest first where $4.
SELECT
    id, version, reference, category, channel, confidential, state, complainant_id, application_id, staff_id,
    earlier_id, received_on, received_by, due_on, assigned_to, escalated_from, answered_by, answered_at, upheld,
    closed_on
FROM grievances
WHERE
    ($1::uuid IS NULL OR CASE WHEN $4 THEN id < $1 ELSE id > $1 END)
    AND ($2::text IS NULL OR state = $2)
    AND ($3::date IS NULL OR (due_on < $3 AND state NOT IN ('answered', 'closed')))
    AND staff_id IS DISTINCT FROM $5
    AND (NOT confidential OR $6 OR assigned_to = $5)
ORDER BY CASE WHEN $4 THEN id END DESC, id
LIMIT $7;

-- name: grievances_of
SELECT id, reference, category, state, received_on, due_on, upheld FROM grievances
WHERE complainant_id = $1 AND ($2::uuid IS NULL OR id < $2)
ORDER BY id DESC
LIMIT $3;

-- name: person_known
SELECT EXISTS (SELECT FROM persons WHERE id = $1 AND erased_at IS NULL);

-- name: application_known
SELECT EXISTS (SELECT FROM applications WHERE id = $1);

-- name: is_partial
-- Whether somebody took part in the decision complained about, or is the complainant or a relative.
SELECT EXISTS (SELECT FROM people_of_application($2::uuid) AS p (id) WHERE $2 IS NOT NULL AND p.id = $1)
OR EXISTS (
    SELECT FROM kinships WHERE staff_id = $1 AND person_id = $3 AND state IN ('in_force', 'ending')
);

-- name: assign_grievance
UPDATE grievances
SET state = 'assigned', assigned_to = $2, assigned_by = $3, assigned_at = $4, version = version + 1
WHERE id = $1;

-- name: review_grievance
UPDATE grievances SET state = 'in_review', version = version + 1 WHERE id = $1;

-- name: escalate_grievance
UPDATE grievances
SET
    state = 'escalated', escalated_from = assigned_to, escalated_at = $2, assigned_to = NULL, assigned_by = NULL,
    assigned_at = NULL, version = version + 1
WHERE id = $1;

-- name: answer_grievance
UPDATE grievances
SET
    state = 'answered', answered_by = $2, answered_at = $3, upheld = $4, assigned_to = $2,
    assigned_by = coalesce(assigned_by, $2), assigned_at = coalesce(assigned_at, $3), version = version + 1
WHERE id = $1;

-- name: close_grievance
UPDATE grievances
SET state = 'closed', closed_by = $2, closed_at = $3, closed_on = $4, version = version + 1
WHERE id = $1;

-- name: take_overdue
-- Who was told once that it takes longer is not told again.
UPDATE grievances SET reminded_at = $2, version = version + 1
WHERE due_on < $1 AND state NOT IN ('answered', 'closed') AND reminded_at IS NULL
RETURNING id, reference, complainant_id;
