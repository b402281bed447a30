-- name: insert_change
-- Returns no row while another change of this person's account is open.
INSERT INTO account_changes (id, person_id, state, proposed_by, proposed_at) VALUES ($1, $2, 'proposed', $3, $4)
ON CONFLICT (person_id) WHERE state IN ('proposed', 'confirmed') DO NOTHING
RETURNING id;

-- name: find_change
SELECT
    id, version, person_id, state, proposed_by, proposed_at, confirmed_by, confirmed_at, usable_from, rejected_by,
    rejected_at
FROM account_changes WHERE id = $1;

-- name: lock_change
SELECT id FROM account_changes WHERE id = $1 FOR UPDATE;

-- name: list_changes
SELECT
    id, version, person_id, state, proposed_by, proposed_at, confirmed_by, confirmed_at, usable_from, rejected_by,
    rejected_at
FROM account_changes
WHERE ($1::text IS NULL OR state = $1) AND ($2::uuid IS NULL OR person_id = $2) AND ($3::uuid IS NULL OR id > $3)
ORDER BY id
LIMIT $4;

-- name: confirm_change
UPDATE account_changes
SET state = $2, confirmed_by = $3, confirmed_at = $4, usable_from = $5, version = version + 1
WHERE id = $1;

-- name: reject_change
UPDATE account_changes SET state = $2, rejected_by = $3, rejected_at = $4, version = version + 1 WHERE id = $1;

-- name: has_open_change
SELECT EXISTS (SELECT FROM account_changes WHERE person_id = $1 AND state IN ('proposed', 'confirmed'));

-- name: is_paid
-- Whether this person's account is one that two people have seen: with the decision of a right, or with a change.
SELECT EXISTS (
    SELECT FROM memberships WHERE granted_to IN (SELECT id FROM persons WHERE id = $1 OR merged_into = $1)
) OR EXISTS (SELECT FROM account_changes WHERE person_id = $1 AND state = 'in_force');

-- name: was_granted
-- Whether this person was to be paid from the first day of a running right on, and no account of theirs ever changed.
SELECT EXISTS (
    SELECT FROM memberships WHERE granted_to = $1 AND holder_id = $1 AND state <> 'exited'
) AND NOT EXISTS (SELECT FROM account_changes WHERE person_id = $1 AND state = 'in_force');

-- name: lock_due
-- Changes whose cooling is over. Those who died, were erased or merged meanwhile are not paid to a new account.
SELECT c.id, c.person_id, num_nonnulls(p.died_on, p.erased_at, p.merged_into) = 0 AS living
FROM account_changes AS c INNER JOIN persons AS p ON c.person_id = p.id
WHERE c.state = 'confirmed' AND c.usable_from <= $1
ORDER BY c.id
LIMIT $2
FOR UPDATE OF c;

-- name: put_in_force
UPDATE account_changes SET state = $2, version = version + 1 WHERE id = $1;

-- name: touch_person
UPDATE persons SET version = version + 1 WHERE id = $1;
