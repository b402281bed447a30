-- name: insert_session
-- Returns no row when the cohort has a session on this day.
INSERT INTO sessions (id, cohort_id, held_on, title, mode, state, planned_at, planned_by)
VALUES ($1, $2, $3, $4, $5, 'planned', $6, $7)
ON CONFLICT (municipality_id, cohort_id, held_on) WHERE state <> 'cancelled' DO NOTHING
RETURNING id;

-- name: count_sessions
SELECT count(*) FROM sessions
WHERE cohort_id = $1 AND state <> 'cancelled';

-- name: select_session
SELECT
    id, version, cohort_id, held_on, title, mode, state,
    (SELECT count(*) FROM unmet_needs(sessions.id)) AS needs_unmet
FROM sessions
WHERE id = $1;

-- name: lock_session
SELECT FROM sessions
WHERE id = $1
FOR UPDATE;

-- name: select_sessions
SELECT
    id, version, cohort_id, held_on, title, mode, state,
    (SELECT count(*) FROM unmet_needs(sessions.id)) AS needs_unmet
FROM sessions
WHERE cohort_id = $1 AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;

-- name: update_session
UPDATE sessions
SET state = $2, version = version + 1
WHERE id = $1;
