-- name: insert_tellings
INSERT INTO tellings (person_id, about, object_id, told_at)
SELECT new.person_id, new.about, new.object_id, $4
FROM unnest($1::uuid[], $2::text[], $3::uuid[]) AS new (person_id, about, object_id)
ON CONFLICT DO NOTHING
RETURNING person_id, about, object_id;

-- name: list_told
-- Newest first; the id of the last message seen is the cursor.
SELECT id, channel, language, template, state, problem, attempts, queued_at, sent_at
FROM messages
WHERE person_id = $1 AND ($2::uuid IS NULL OR id < $2)
ORDER BY id DESC
LIMIT $3;

-- name: is_person
SELECT EXISTS (SELECT FROM persons WHERE id = $1);

-- name: lock_kept
-- What is kept for a person and stands on no print yet.
SELECT m.id
FROM messages AS m
WHERE
    m.person_id = $1 AND m.channel = 'inbox'
    AND NOT EXISTS (SELECT FROM letter_prints AS p WHERE m.id = ANY (p.message_ids))
ORDER BY m.id
LIMIT 200
FOR UPDATE OF m;

-- name: insert_print
INSERT INTO letter_prints (id, printed_at, printed_by, message_ids) VALUES ($1, $2, $3, $4);

-- name: find_print
SELECT id, printed_at, printed_by, message_ids FROM letter_prints WHERE id = $1;
