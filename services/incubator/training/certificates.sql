-- name: has_certificate
SELECT EXISTS (SELECT FROM certificates WHERE enrolment_id = $1 AND state = 'issued');

-- name: select_completion
-- A session that makes up for another is waited for as little as one that was cancelled.
SELECT
    count(*) FILTER (WHERE session.state IN ('planned', 'confirmed')) AS open,
    count(*) FILTER (WHERE session.state = 'held' AND attendance.session_id IS NULL) AS unrecorded,
    max(session.held_on) FILTER (WHERE session.state = 'held') AS completed_on
FROM enrolments AS enrolment
INNER JOIN sessions AS session ON session.cohort_id = enrolment.cohort_id AND NOT session.is_make_up
LEFT JOIN attendances AS attendance
    ON attendance.session_id = session.id AND attendance.enrolment_id = enrolment.id
WHERE enrolment.id = $1;

-- name: insert_certificate
INSERT INTO certificates (
    id, enrolment_id, state, language, attended, sessions, completed_on, file_id, issued_at, issued_by
)
VALUES ($1, $2, 'issued', $3, $4, $5, $6, $7, $8, $9);

-- name: lock_certificate
SELECT FROM certificates
WHERE id = $1
FOR UPDATE;

-- name: revoke_certificate
UPDATE certificates
SET state = $2, revoked_at = $3, revoked_by = $4, version = version + 1
WHERE id = $1;

-- name: select_state
SELECT state FROM certificates
WHERE id = $1;

-- name: select_certificate
SELECT
    certificate.id, certificate.version, certificate.enrolment_id, enrolment.participant_id, certificate.state,
    certificate.language, certificate.attended, certificate.sessions, certificate.completed_on, certificate.file_id,
    certificate.issued_at, certificate.revoked_at
FROM certificates AS certificate
INNER JOIN enrolments AS enrolment ON enrolment.id = certificate.enrolment_id
WHERE certificate.id = $1;

-- name: select_certificates
SELECT
    certificate.id, certificate.version, certificate.enrolment_id, enrolment.participant_id, certificate.state,
    certificate.language, certificate.attended, certificate.sessions, certificate.completed_on, certificate.file_id,
    certificate.issued_at, certificate.revoked_at
FROM certificates AS certificate
INNER JOIN enrolments AS enrolment ON enrolment.id = certificate.enrolment_id
WHERE ($1::uuid IS NULL OR enrolment.participant_id = $1) AND ($2::uuid IS NULL OR certificate.id > $2)
ORDER BY certificate.id
LIMIT $3;
