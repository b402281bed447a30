-- name: insert_text
INSERT INTO case_texts (id, person_id, key_version, sealed) VALUES ($1, $2, $3, $4);

-- name: select_texts
SELECT id, person_id, key_version, sealed FROM case_texts WHERE id = ANY($1::uuid []);
