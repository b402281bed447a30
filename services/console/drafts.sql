-- name: insert_draft
INSERT INTO drafts (id, staff_id, kind, key_version, sealed, begun_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $6);

-- name: find_draft
SELECT key_version, sealed, changed_at FROM drafts
WHERE id = $1 AND staff_id = $2 AND kind = $3;

-- name: list_drafts
SELECT id FROM drafts
WHERE staff_id = $1 AND kind = $2
ORDER BY changed_at DESC, id DESC
LIMIT 20;

-- name: update_draft
UPDATE drafts SET key_version = $2, sealed = $3, changed_at = $4
WHERE id = $1;

-- name: delete_draft
DELETE FROM drafts
WHERE id = $1 AND staff_id = $2;

-- name: delete_old
DELETE FROM drafts
WHERE changed_at <= $1;
