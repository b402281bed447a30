-- name: insert_session
INSERT INTO sessions (id, staff_id, started_at, seen_at) VALUES ($1, $2, $3, $3);

-- name: select_session
SELECT
    sessions.staff_id AS person_id,
    sessions.municipality_id,
    staff.language,
    array(SELECT role FROM staff_roles WHERE staff_id = staff.id ORDER BY role) AS roles,
    sessions.seen_at
FROM sessions
INNER JOIN staff ON sessions.staff_id = staff.id
WHERE sessions.id = $1 AND staff.state = 'active' AND sessions.seen_at > $2 AND sessions.started_at > $3
UNION ALL
SELECT
    h.holder_id AS person_id,
    h.municipality_id,
    NULL AS language,
    ARRAY['holder'] AS roles,
    h.seen_at
FROM holder_sessions AS h
WHERE h.id = $1 AND h.seen_at > $4 AND h.started_at > $5;

-- name: see_session
UPDATE sessions SET seen_at = $2
WHERE id = $1;

-- name: delete_session
DELETE FROM sessions
WHERE id = $1
RETURNING staff_id;

-- name: count_sessions
SELECT
    staff_id,
    count(*) AS count
FROM sessions
WHERE seen_at > $1 AND started_at > $2
GROUP BY staff_id;

-- name: delete_sessions_of
DELETE FROM sessions
WHERE staff_id = $1;

-- name: delete_old_sessions
DELETE FROM sessions
WHERE seen_at <= $1 OR started_at <= $2;

-- name: insert_half_session
INSERT INTO half_sessions (id, staff_id, started_at) VALUES ($1, $2, $3);

-- name: select_half_session
SELECT
    half_sessions.staff_id,
    half_sessions.municipality_id,
    staff.username,
    staff.language,
    exists(SELECT 1 FROM second_factors WHERE staff_id = staff.id AND confirmed_at IS NOT NULL) AS has_second_step
FROM half_sessions
INNER JOIN staff ON half_sessions.staff_id = staff.id
WHERE half_sessions.id = $1 AND staff.state = 'active' AND half_sessions.started_at > $2;

-- name: delete_half_sessions
DELETE FROM half_sessions
WHERE id = $1 OR started_at <= $2;

-- name: insert_holder
INSERT INTO holder_sessions (id, holder_id, started_at, seen_at) VALUES ($1, $2, $3, $3);

-- name: see_holder
UPDATE holder_sessions SET seen_at = $2
WHERE id = $1;

-- name: delete_holder
DELETE FROM holder_sessions
WHERE id = $1;

-- name: delete_old_holders
DELETE FROM holder_sessions
WHERE seen_at <= $1 OR started_at <= $2;
