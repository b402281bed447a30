-- name: insert_member
-- Returns no row for somebody who is a member.
INSERT INTO enterprise_members (id, enterprise_id, person_id, on_board, joined_on, entered_at, entered_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (municipality_id, enterprise_id, person_id) WHERE left_on IS NULL DO NOTHING
RETURNING id, version, enterprise_id, person_id, on_board, joined_on, left_on;

-- name: select_member
SELECT id, version, enterprise_id, person_id, on_board, joined_on, left_on FROM enterprise_members
WHERE id = $1;

-- name: lock_member
SELECT FROM enterprise_members
WHERE id = $1
FOR UPDATE;

-- name: select_members
SELECT id, version, enterprise_id, person_id, on_board, joined_on, left_on FROM enterprise_members
WHERE enterprise_id = $1 AND ($2::date IS NULL OR (joined_on <= $2 AND (left_on IS NULL OR left_on > $2)))
ORDER BY id;

-- name: update_left
UPDATE enterprise_members SET left_on = $2, version = version + 1
WHERE id = $1
RETURNING id, version, enterprise_id, person_id, on_board, joined_on, left_on;
