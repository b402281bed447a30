-- name: upsert_needs
-- A need that had ended and is stated again goes on under its id.
INSERT INTO needs (id, enrolment_id, stated_at)
SELECT need.id, $2, $3
FROM unnest($1::uuid []) AS need (id)
ON CONFLICT (id) DO UPDATE SET ended_at = NULL;

-- name: end_needs
UPDATE needs
SET ended_at = greatest(stated_at, $3)
WHERE enrolment_id = $1 AND ended_at IS NULL AND id <> ALL($2::uuid []);

-- name: select_open_needs
SELECT id
FROM needs
WHERE enrolment_id = $1 AND ended_at IS NULL
ORDER BY id;

-- name: upsert_provision
-- Touches no row when the need is nobody's in the session's cohort.
INSERT INTO provisions AS provision (session_id, need_id, state, stated_at, stated_by)
SELECT session.id, need.id, $3, $4, $5
FROM sessions AS session
CROSS JOIN session_participants(session.id) AS participant
INNER JOIN needs AS need ON need.enrolment_id = participant.enrolment_id AND need.ended_at IS NULL
WHERE session.id = $1 AND need.id = $2
ON CONFLICT (session_id, need_id) DO UPDATE
SET state = excluded.state, stated_at = excluded.stated_at, stated_by = excluded.stated_by,
version = provision.version + 1;

-- name: select_session_needs
SELECT
    need.id,
    need.enrolment_id,
    coalesce(provision.state, 'unmet') AS state,
    provision.stated_at
FROM session_participants($1) AS participant
INNER JOIN needs AS need ON need.enrolment_id = participant.enrolment_id AND need.ended_at IS NULL
LEFT JOIN provisions AS provision ON provision.session_id = $1 AND provision.need_id = need.id
ORDER BY need.id;
