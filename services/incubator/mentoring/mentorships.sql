-- name: insert_mentorship
-- Returns no row while this mentor is proposed to the participant, or accompanies them.
INSERT INTO mentorships (id, enrolment_id, participant_id, mentor_id, state, proposed_at, proposed_by)
VALUES ($1, $2, $3, $4, 'proposed', $5, $6)
ON CONFLICT (municipality_id, enrolment_id, mentor_id) WHERE state IN ('proposed', 'active') DO NOTHING
RETURNING id;

-- name: lock_mentorship
SELECT FROM mentorships
WHERE id = $1
FOR UPDATE;

-- name: update_mentorship
UPDATE mentorships
SET state = $2, version = version + 1
WHERE id = $1;

-- name: select_mentorship
SELECT
    id, version, enrolment_id, participant_id, mentor_id, state, proposed_at,
    (
        SELECT coalesce(sum(minutes), 0) FROM mentor_meetings
        WHERE mentor_meetings.mentorship_id = mentorships.id
    ) AS minutes
FROM mentorships
WHERE id = $1;

-- name: select_mentorships
SELECT
    id, version, enrolment_id, participant_id, mentor_id, state, proposed_at,
    (
        SELECT coalesce(sum(minutes), 0) FROM mentor_meetings
        WHERE mentor_meetings.mentorship_id = mentorships.id
    ) AS minutes
FROM mentorships
WHERE ($1::uuid IS NULL OR $1 IN (mentor_id, participant_id)) AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;
