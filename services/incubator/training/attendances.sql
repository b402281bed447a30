-- name: select_enrolled
-- Those of the given enrolments whom the session is for, with their unmet needs.
SELECT
    enrolment.id AS enrolment_id,
    enrolment.participant_id,
    (SELECT count(*) FROM unmet_needs($1) AS unmet WHERE unmet.enrolment_id = enrolment.id) AS unmet_needs
FROM session_participants($1) AS participant
INNER JOIN enrolments AS enrolment ON enrolment.id = participant.enrolment_id
WHERE enrolment.id = ANY($2::uuid [])
ORDER BY enrolment.id;

-- name: insert_attendances
INSERT INTO attendances (
    session_id, enrolment_id, attended, unmet_needs, counts_against, is_make_up, how, recorded_at, recorded_by
)
SELECT $1, new.enrolment_id, new.attended, new.unmet_needs, new.counts_against, $6, $7, $8, $9
FROM unnest($2::uuid [], $3::boolean [], $4::int [], $5::boolean [])
AS new (enrolment_id, attended, unmet_needs, counts_against)
ON CONFLICT (session_id, enrolment_id) DO NOTHING;

-- name: select_attendances
SELECT
    attendance.enrolment_id,
    enrolment.participant_id,
    attendance.attended,
    attendance.counts_against,
    attendance.how
FROM attendances AS attendance
INNER JOIN enrolments AS enrolment ON enrolment.id = attendance.enrolment_id
WHERE attendance.session_id = $1
ORDER BY attendance.enrolment_id;
