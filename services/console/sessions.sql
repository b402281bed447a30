-- name: insert_session
INSERT INTO sessions (id, staff_id, started_at, seen_at) VALUES ($1, $2, $3, $3);

-- name: select_session
SELECT
    sessions.staff_id,
    sessions.municipality_id,
    staff.language,
    array(SELECT role FROM staff_roles WHERE staff_id = staff.id ORDER BY role) AS roles,
    sessions.seen_at
FROM sessions
INNER JOIN staff ON sessions.staff_id = staff.id
WHERE sessions.id = $1 AND staff.state = 'active' AND sessions.seen_at > $2 AND sessions.started_at > $3;

-- name: see_session
UPDATE sessions SET seen_at = $2
WHERE id = $1;

-- name: delete_session
DELETE FROM sessions
WHERE id = $1;

-- name: delete_old_sessions
DELETE FROM sessions
WHERE seen_at <= $1 OR started_at <= $2;
