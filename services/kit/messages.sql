-- name: insert_message
INSERT INTO messages (
    id, person_id, key_version, channel, language, template, sealed_text, state, queued_at, sent_at, next_try_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, clock_timestamp() + $11::interval);

-- name: select_messages
-- Newest first; the id of the last message seen is the cursor.
SELECT
    id, person_id, channel, language, template, state, problem, attempts, queued_at, sent_at, key_version, sealed_text
FROM messages
WHERE ($1::uuid IS NULL OR id < $1) AND ($2::uuid IS NULL OR person_id = $2)
ORDER BY id DESC
LIMIT $3;

-- name: select_by_ids
SELECT
    id, person_id, channel, language, template, state, problem, attempts, queued_at, sent_at, key_version, sealed_text
FROM messages
WHERE id = ANY($1::uuid [])
ORDER BY id;

-- name: lock_waiting
SELECT
    id, person_id, channel, language, template, state, problem, attempts, queued_at, sent_at, key_version, sealed_text
FROM messages
WHERE state = 'queued' AND channel = ANY($1::text []) AND next_try_at <= clock_timestamp()
ORDER BY next_try_at
LIMIT $2
FOR UPDATE SKIP LOCKED;

-- name: mark_sent
UPDATE messages
SET state = 'sent', problem = NULL, attempts = attempts + 1, sent_at = $2
WHERE id = $1;

-- name: mark_failed_try
-- After a failed try the message waits 1, 2, 4 … minutes; after $3 of them, or when none can help, it has failed.
UPDATE messages
SET
    attempts = attempts + 1,
    problem = $2,
    next_try_at = clock_timestamp() + interval '1 minute' * (2 ^ attempts),
    state = CASE WHEN attempts + 1 < $3 THEN 'queued' ELSE 'failed' END
WHERE id = $1;
