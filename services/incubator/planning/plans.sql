-- name: select_latest
SELECT id, application_id, number, changed, written_at, written_by
FROM plan_versions
WHERE application_id = $1
ORDER BY number DESC
LIMIT 1;

-- name: insert_version
INSERT INTO plan_versions (id, application_id, number, changed, written_at, written_by)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: select_version
SELECT id, application_id, number, changed, written_at, written_by
FROM plan_versions
WHERE id = $1;

-- name: select_versions
SELECT id, application_id, number, changed, written_at, written_by
FROM plan_versions
WHERE application_id = $1 AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;

-- name: is_accompanied
SELECT EXISTS (
    SELECT FROM mentorships
    WHERE participant_id = $1 AND mentor_id = $2 AND state = 'active'
);
