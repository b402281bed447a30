-- name: find_same
SELECT id FROM papers WHERE merchant_id = $1 AND kind = $2 AND sha256 = $3 AND rejected_at IS NULL ORDER BY id LIMIT 1;

-- name: insert_paper
INSERT INTO papers (id, merchant_id, kind, file_id, sha256, valid_until, handed_in_by, handed_in_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: select_paper
SELECT * FROM papers WHERE id = $1;

-- name: select_papers
SELECT * FROM papers WHERE merchant_id = $1 ORDER BY id;

-- name: reject_paper
-- Returns no row when it was rejected before.
UPDATE papers SET rejected_for = $2, rejected_by = $3, rejected_at = $4
WHERE id = $1 AND rejected_at IS NULL
RETURNING id;

-- name: select_counting
SELECT DISTINCT kind
FROM papers
WHERE merchant_id = $1 AND rejected_at IS NULL AND (valid_until IS NULL OR valid_until >= $2);
