-- name: insert_step
INSERT INTO steps (id, subject_id, step, before, after, taken_at, taken_by)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: select_steps
SELECT id, step, before, after, taken_at, taken_by
FROM steps
WHERE subject_id = $1
ORDER BY id;
