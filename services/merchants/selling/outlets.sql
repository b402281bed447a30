-- name: insert_outlet
INSERT INTO outlets (id, merchant_id, name, area, address, opened_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: select_outlet
SELECT * FROM outlets WHERE id = $1;

-- name: select_outlets
SELECT * FROM outlets WHERE merchant_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3;
