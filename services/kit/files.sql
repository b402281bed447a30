-- name: insert_file
INSERT INTO files (
    id, subject_id, key_version, media_type, size_bytes, sealed_name, sealed_content, stored_by, stored_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: select_file
SELECT id, subject_id, media_type, size_bytes, stored_by, stored_at
FROM files
WHERE id = $1;

-- name: select_content
SELECT id, subject_id, key_version, media_type, sealed_name, sealed_content
FROM files
WHERE id = $1;

-- name: empty_files
UPDATE files SET sealed_name = '', sealed_content = ''
WHERE id = ANY($1::uuid []);
