-- name: insert_comment
INSERT INTO plan_comments (id, plan_version_id, field, state, written_at, written_by)
VALUES ($1, $2, $3, 'open', $4, $5);

-- name: lock_comment
SELECT FROM plan_comments
WHERE id = $1
FOR UPDATE;

-- name: update_comment
UPDATE plan_comments
SET state = $2, version = version + 1
WHERE id = $1;

-- name: select_comment
SELECT id, version, plan_version_id, field, state, written_at, written_by
FROM plan_comments
WHERE id = $1;

-- name: select_comments
SELECT id, version, plan_version_id, field, state, written_at, written_by
FROM plan_comments
WHERE plan_version_id = $1 AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;
