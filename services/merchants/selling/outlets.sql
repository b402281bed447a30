-- name: insert_outlet
INSERT INTO outlets (id, merchant_id, name, area, address, latitude, longitude, opened_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: change_outlet
UPDATE outlets
SET name = $2, area = $3, address = $4, latitude = $5, longitude = $6, version = version + 1
WHERE id = $1;

-- name: close_outlet
UPDATE outlets SET closed_at = $2, version = version + 1 WHERE id = $1;

-- name: lock_outlet
SELECT id FROM outlets WHERE id = $1 FOR UPDATE;

-- name: select_outlet
SELECT * FROM outlets WHERE id = $1;

-- name: select_outlets
SELECT * FROM outlets WHERE merchant_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3;
