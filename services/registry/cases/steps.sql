-- name: insert_step
INSERT INTO application_steps (id, application_id, before, after, reason, taken_at, taken_by)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: select_steps
SELECT id, before, after, reason, taken_at, taken_by FROM application_steps WHERE application_id = $1 ORDER BY id;
