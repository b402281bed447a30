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

-- name: select_comments_of_plan
SELECT
    plan_comments.id, plan_comments.version, plan_comments.plan_version_id, plan_comments.field, plan_comments.state,
    plan_comments.written_at, plan_comments.written_by
FROM plan_comments
INNER JOIN plan_versions ON plan_comments.plan_version_id = plan_versions.id
WHERE plan_versions.application_id = $1 AND ($2::uuid IS NULL OR plan_comments.id > $2)
ORDER BY plan_comments.id
LIMIT $3;

-- name: select_comments
SELECT id, version, plan_version_id, field, state, written_at, written_by
FROM plan_comments
WHERE plan_version_id = $1 AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;
