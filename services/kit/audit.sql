-- name: insert_entries
INSERT INTO audit_entries (id, at, actor_id, action, object_type, object_id, purpose, request_id, actor_roles)
SELECT entry.id, $3, $4, $5, $6, entry.object_id, $7, $8, $9
FROM unnest($1::uuid [], $2::uuid []) AS entry (id, object_id);

-- name: select_entries
-- Newest first; the id of the last entry seen is the cursor.
SELECT id, at, actor_id, action, object_type, object_id, purpose, request_id, actor_roles
FROM audit_entries
WHERE object_type = $1 AND object_id = $2 AND ($3::uuid IS NULL OR id < $3)
ORDER BY id DESC
LIMIT $4;
