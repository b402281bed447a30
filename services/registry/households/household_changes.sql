-- name: lock_households
-- In the order of their ids, so that two changes of the same households wait for each other.
SELECT
    h.id, h.version, h.formed_by, h.protected_for, h.closed_on,
    (
        SELECT min(m.joined_on) FROM household_members AS m
        WHERE m.household_id = h.id
    ) AS formed_on
FROM households AS h
WHERE h.id = ANY ($1::uuid[])
ORDER BY h.id
FOR UPDATE OF h;

-- name: insert_change
INSERT INTO household_changes (
    id, household_id, kind, effective_on, person_id, other_household_id, reason, share_basis_points, proposed_by,
    recorded_at, recorded_by
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: touch_household
UPDATE households SET version = version + 1 WHERE id = $1;

-- name: find_version
SELECT version FROM households WHERE id = $1;

-- name: person_exists
SELECT EXISTS (SELECT FROM persons WHERE id = $1);

-- name: changes_of_household
SELECT
    id, household_id, kind, effective_on, person_id, other_household_id, reason, share_basis_points, proposed_by,
    recorded_at, recorded_by
FROM household_changes
WHERE household_id = $1
ORDER BY id;
