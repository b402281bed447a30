-- name: insert_review
-- Returns no row when this person was asked before.
INSERT INTO reviews (id, application_id, stage, reviewer_id, state, assigned_at, assigned_by)
VALUES ($1, $2, $3, $4, 'assigned', $5, $6)
ON CONFLICT (municipality_id, application_id, stage, reviewer_id) DO NOTHING
RETURNING id, version, application_id, stage, reviewer_id, state, scores, assigned_at, submitted_at;

-- name: select_review
SELECT id, version, application_id, stage, reviewer_id, state, scores, assigned_at, submitted_at
FROM reviews
WHERE id = $1;

-- name: lock_review
SELECT FROM reviews
WHERE id = $1
FOR UPDATE;

-- name: update_review
UPDATE reviews
SET state = $2, scores = $3, submitted_at = $4, version = version + 1
WHERE id = $1;

-- name: select_reviews
SELECT id, version, application_id, stage, reviewer_id, state, scores, assigned_at, submitted_at
FROM reviews
WHERE application_id = $1
ORDER BY id;

-- name: select_own_reviews
SELECT id, version, state, assigned_at
FROM reviews
WHERE reviewer_id = $1 AND state <> 'recused' AND ($2::text IS NULL OR state = $2) AND ($3::uuid IS NULL OR id > $3)
ORDER BY id
LIMIT $4;
