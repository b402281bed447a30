-- name: insert_paper
INSERT INTO papers (
    id, application_id, stage, kind, file_id, media_type, size_bytes, sha256, uploaded_at, uploaded_by
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: select_paper
SELECT id, application_id, stage, kind, file_id, media_type, size_bytes, sha256, uploaded_at, removed_at
FROM papers
WHERE id = $1;

-- name: select_papers
SELECT id, application_id, stage, kind, file_id, media_type, size_bytes, sha256, uploaded_at, removed_at
FROM papers
WHERE application_id = $1 AND removed_at IS NULL
ORDER BY id;

-- name: remove_paper
-- Taking out again changes nothing.
UPDATE papers
SET removed_at = $2, removed_by = $3
WHERE id = $1 AND removed_at IS NULL;
