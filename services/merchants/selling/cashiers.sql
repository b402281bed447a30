-- name: insert_cashier
-- The next number of the merchant, whose row is locked.
INSERT INTO cashiers (id, merchant_id, outlet_id, number, rights, appointed_by, appointed_at)
SELECT $1, $2, $3, coalesce(max(c.number), 0) + 1, $4, $5, $6
FROM cashiers AS c
WHERE c.merchant_id = $2;

-- name: select_cashier
SELECT * FROM cashiers WHERE id = $1;

-- name: lock_cashier
SELECT id FROM cashiers WHERE id = $1 FOR UPDATE;

-- name: select_cashiers
SELECT * FROM cashiers WHERE merchant_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3;

-- name: select_working
SELECT id FROM cashiers WHERE outlet_id = $1 AND ended_at IS NULL ORDER BY id;

-- name: change_rights
UPDATE cashiers SET rights = $2, version = version + 1 WHERE id = $1;

-- name: end_cashier
UPDATE cashiers SET ended_at = $2, ended_by = $3, version = version + 1 WHERE id = $1;
