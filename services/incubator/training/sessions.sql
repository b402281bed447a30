-- name: is_day_taken
SELECT EXISTS (
    SELECT FROM sessions
    WHERE cohort_id = $1 AND held_on = $2 AND state <> 'cancelled' AND NOT is_make_up
);

-- name: insert_session
INSERT INTO sessions (
    id, cohort_id, makes_up, held_on, title, mode, module, starts_at, ends_at, room_id, trainer_id,
    state, planned_at, planned_by
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'planned', $12, $13);

-- name: move_session
UPDATE sessions
SET
    held_on = $2,
    title = $3,
    mode = $4,
    module = $5,
    starts_at = $6,
    ends_at = $7,
    room_id = $8,
    trainer_id = $9,
    version = version + 1
WHERE id = $1;

-- name: unmeet_needs
-- Whoever waived a need has done so wherever the session is.
UPDATE provisions
SET state = 'unmet', stated_at = $2, stated_by = $3, version = version + 1
WHERE session_id = $1 AND state = 'met';

-- name: count_sessions
SELECT count(*) FROM sessions
WHERE cohort_id = $1 AND state <> 'cancelled' AND NOT is_make_up;

-- name: select_session
SELECT
    id, version, cohort_id, held_on, title, mode, module, state, starts_at, ends_at, room_id, trainer_id, makes_up,
    (SELECT count(*) FROM unmet_needs(sessions.id)) AS needs_unmet
FROM sessions
WHERE id = $1;

-- name: lock_session
SELECT FROM sessions
WHERE id = $1
FOR UPDATE;

-- name: select_sessions
SELECT
    id, version, cohort_id, held_on, title, mode, module, state, starts_at, ends_at, room_id, trainer_id, makes_up,
    (SELECT count(*) FROM unmet_needs(sessions.id)) AS needs_unmet
FROM sessions
WHERE cohort_id = $1 AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;

-- name: update_session
UPDATE sessions
SET state = $2, version = version + 1
WHERE id = $1;

-- name: count_needs
SELECT
    count(*) FILTER (WHERE provision.state = 'met') AS needs_met,
    count(*) FILTER (WHERE provision.state = 'waived') AS needs_waived,
    count(*) FILTER (WHERE coalesce(provision.state, 'unmet') = 'unmet') AS needs_unmet
FROM session_participants($1) AS participant
INNER JOIN needs AS need ON need.enrolment_id = participant.enrolment_id AND need.ended_at IS NULL
LEFT JOIN provisions AS provision ON provision.session_id = $1 AND provision.need_id = need.id;

-- name: select_timetable
SELECT
    id, version, cohort_id, held_on, title, mode, module, state, starts_at, ends_at, room_id, trainer_id, makes_up,
    (SELECT count(*) FROM unmet_needs(sessions.id)) AS needs_unmet
FROM sessions
WHERE
    held_on BETWEEN $1 AND $2
    AND state <> 'cancelled'
    AND ($3::uuid IS NULL OR room_id = $3)
    AND ($4::uuid IS NULL OR trainer_id = $4)
    AND ($5::uuid IS NULL OR (held_on, coalesce(starts_at, '00:00'), id) > (
        SELECT before.held_on, coalesce(before.starts_at, '00:00'), before.id
        FROM sessions AS before
        WHERE before.id = $5
    ))
ORDER BY held_on, coalesce(starts_at, '00:00'), id
LIMIT $6;
