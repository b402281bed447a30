-- name: insert_meeting
INSERT INTO mentor_meetings (id, mentorship_id, held_on, mode, minutes, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: insert_actions
INSERT INTO mentor_actions (id, meeting_id, owner, due_on)
SELECT new.id, $2, new.owner, new.due_on
FROM unnest($1::uuid [], $3::text [], $4::date []) AS new (id, owner, due_on);

-- name: select_meeting
SELECT id, mentorship_id, held_on, mode, minutes, recorded_at
FROM mentor_meetings
WHERE id = $1;

-- name: select_meetings
SELECT id, mentorship_id, held_on, mode, minutes, recorded_at
FROM mentor_meetings
WHERE mentorship_id = $1 AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;

-- name: select_actions
SELECT id, version, meeting_id, owner, due_on, done_at
FROM mentor_actions
WHERE meeting_id = ANY($1::uuid [])
ORDER BY id;

-- name: select_open_actions
-- What is still to be done where the actor accompanies somebody or is accompanied, what is due first first.
SELECT t.id, t.version, t.meeting_id, t.owner, t.due_on, t.done_at, m.mentorship_id, s.participant_id
FROM mentorships AS s
INNER JOIN mentor_meetings AS m ON s.id = m.mentorship_id
INNER JOIN mentor_actions AS t ON m.id = t.meeting_id
WHERE s.state = 'active' AND $1 IN (s.mentor_id, s.participant_id) AND t.done_at IS NULL
ORDER BY t.due_on, t.id
LIMIT $2;

-- name: select_meeting_of
SELECT meeting_id
FROM mentor_actions
WHERE id = $1;

-- name: finish_action
UPDATE mentor_actions
SET done_at = $2, done_by = $3, version = version + 1
WHERE id = $1 AND done_at IS NULL;
