-- name: insert_call
INSERT INTO calls (id, preset_version, terms, opens_on, closes_on, closes_at, opened_at, opened_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
RETURNING id, version, preset_version, opens_on, closes_on, closes_at, opened_at, terms;

-- name: select_call
SELECT id, version, preset_version, opens_on, closes_on, closes_at, opened_at, terms
FROM calls
WHERE id = $1;

-- name: lock_call
SELECT FROM calls
WHERE id = $1
FOR UPDATE;

-- name: select_calls
SELECT id, version, preset_version, opens_on, closes_on, closes_at, opened_at, terms
FROM calls
WHERE $1::uuid IS NULL OR id > $1
ORDER BY id
LIMIT $2;
