-- name: select_enrolled
-- Those of the given enrolments that are in the session's cohort, with their unmet needs.
SELECT
    enrolment.id AS enrolment_id,
    enrolment.participant_id,
    (SELECT count(*) FROM unmet_needs(session.id) AS unmet WHERE unmet.enrolment_id = enrolment.id) AS unmet_needs
FROM sessions AS session
INNER JOIN enrolments AS enrolment ON enrolment.cohort_id = session.cohort_id
WHERE session.id = $1 AND enrolment.id = ANY($2::uuid [])
ORDER BY enrolment.id;

-- name: insert_attendances
INSERT INTO attendances (
    session_id, enrolment_id, attended, unmet_needs, counts_against, recorded_at, recorded_by
)
SELECT $1, new.enrolment_id, new.attended, new.unmet_needs, new.counts_against, $6, $7
FROM unnest($2::uuid [], $3::boolean [], $4::int [], $5::boolean [])
AS new (enrolment_id, attended, unmet_needs, counts_against)
ON CONFLICT (session_id, enrolment_id) DO NOTHING;

-- name: select_attendances
SELECT
    attendance.enrolment_id,
    enrolment.participant_id,
    attendance.attended,
    attendance.counts_against
FROM attendances AS attendance
INNER JOIN enrolments AS enrolment ON enrolment.id = attendance.enrolment_id
WHERE attendance.session_id = $1
ORDER BY attendance.enrolment_id;
