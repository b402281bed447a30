-- name: select_own_enrolment
SELECT enrolment.id
FROM session_participants($1) AS participant
INNER JOIN enrolments AS enrolment ON enrolment.id = participant.enrolment_id
WHERE enrolment.participant_id = $2;

-- name: is_recorded
SELECT EXISTS (SELECT FROM attendances WHERE session_id = $1 AND enrolment_id = $2);

-- name: select_own
SELECT
    session.id,
    attendance.enrolment_id,
    session.title,
    attendance.attended
FROM sessions AS session
INNER JOIN attendances AS attendance ON attendance.session_id = session.id
INNER JOIN enrolments AS enrolment ON enrolment.id = attendance.enrolment_id
WHERE session.id = $1 AND enrolment.participant_id = $2;
