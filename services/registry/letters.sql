-- name: select_languages
SELECT id, language FROM persons WHERE id = ANY($1::uuid []) AND erased_at IS NULL;

-- name: insert_print
INSERT INTO letter_prints (id, printed_at, printed_by, message_ids) VALUES ($1, $2, $3, $4);

-- name: find_print
SELECT id, printed_at, printed_by, message_ids FROM letter_prints WHERE id = $1;
