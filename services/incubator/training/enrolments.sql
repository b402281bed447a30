-- name: insert_enrolment
-- Returns no row when the applicant has joined a cohort.
INSERT INTO enrolments (id, cohort_id, application_id, participant_id, enrolled_at, enrolled_by)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (municipality_id, application_id) DO NOTHING
RETURNING id, version, cohort_id, application_id, participant_id, enrolled_at;

-- name: select_enrolment
SELECT id, version, cohort_id, application_id, participant_id, enrolled_at
FROM enrolments
WHERE id = $1;

-- name: lock_enrolment
SELECT FROM enrolments
WHERE id = $1
FOR UPDATE;

-- name: select_enrolments
SELECT id, version, cohort_id, application_id, participant_id, enrolled_at
FROM enrolments
WHERE cohort_id = $1 AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;

-- name: select_training
-- Whoever has made up for a missed session has attended it.
SELECT
    count(*) FILTER (WHERE attendance.attended OR later.attended) AS attended,
    count(*) FILTER (WHERE attendance.counts_against AND later.attended IS NULL) AS missed
FROM enrolments AS enrolment
INNER JOIN attendances AS attendance ON attendance.enrolment_id = enrolment.id AND NOT attendance.is_make_up
LEFT JOIN LATERAL (
    SELECT true AS attended
    FROM sessions AS make_up
    INNER JOIN attendances AS made_up ON made_up.session_id = make_up.id
    WHERE make_up.makes_up = attendance.session_id AND made_up.enrolment_id = enrolment.id AND made_up.attended
    LIMIT 1
) AS later ON true
WHERE enrolment.application_id = $1;

-- name: touch_enrolment
UPDATE enrolments SET version = version + 1
WHERE id = $1
RETURNING version;
