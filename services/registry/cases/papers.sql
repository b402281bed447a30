-- name: find_same
-- The same file of the same kind, as long as it stands.
SELECT p.id
FROM papers AS p
WHERE
    p.application_id = $1 AND p.kind = $2 AND p.sha256 = $3
    AND NOT EXISTS (SELECT FROM papers AS later WHERE later.replaces_id = p.id)
    AND NOT EXISTS (SELECT FROM paper_rejections AS r WHERE r.paper_id = p.id)
LIMIT 1;

-- name: sum_bytes
SELECT coalesce(sum(f.size_bytes), 0)::bigint
FROM papers AS p
INNER JOIN files AS f ON p.file_id = f.id
WHERE p.application_id = $1;

-- name: insert_paper
INSERT INTO papers (id, application_id, person_id, kind, file_id, sha256, replaces_id, uploaded_at, uploaded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: insert_rejection
INSERT INTO paper_rejections (paper_id, reason, rejected_at, rejected_by) VALUES ($1, $2, $3, $4)
ON CONFLICT (paper_id) DO NOTHING
RETURNING true;

-- name: find_paper
SELECT
    p.id, p.application_id, p.person_id, p.kind, p.file_id, f.media_type, f.size_bytes, p.uploaded_at, p.uploaded_by,
    p.replaces_id, later.id AS replaced_by_id, r.reason AS rejected_for, r.rejected_at, r.rejected_by
FROM papers AS p
INNER JOIN files AS f ON p.file_id = f.id
LEFT JOIN papers AS later ON p.id = later.replaces_id
LEFT JOIN paper_rejections AS r ON p.id = r.paper_id
WHERE p.id = $1;

-- name: list_papers
SELECT
    p.id, p.application_id, p.person_id, p.kind, p.file_id, f.media_type, f.size_bytes, p.uploaded_at, p.uploaded_by,
    p.replaces_id, later.id AS replaced_by_id, r.reason AS rejected_for, r.rejected_at, r.rejected_by
FROM papers AS p
INNER JOIN files AS f ON p.file_id = f.id
LEFT JOIN papers AS later ON p.id = later.replaces_id
LEFT JOIN paper_rejections AS r ON p.id = r.paper_id
WHERE p.application_id = $1
ORDER BY p.id;
