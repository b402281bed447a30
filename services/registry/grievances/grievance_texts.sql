-- name: insert_text
INSERT INTO grievance_texts (id, grievance_id, kind, subject_id, key_version, sealed, written_at, written_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: select_texts
SELECT id, kind, subject_id, key_version, sealed, written_at, written_by
FROM grievance_texts WHERE grievance_id = $1
ORDER BY id;
