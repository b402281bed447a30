-- name: insert_budget_line
INSERT INTO budget_lines (id, programme, purpose, name, currency, wallet_id, opened_by, opened_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: get_budget_line
SELECT b.id, b.programme, b.purpose, b.name, b.currency, b.wallet_id, b.version, w.balance_minor AS available_minor
FROM budget_lines AS b
INNER JOIN wallets AS w ON b.wallet_id = w.id
WHERE b.id = $1;

-- name: list_budget_lines
SELECT b.id, b.programme, b.purpose, b.name, b.currency, b.wallet_id, b.version, w.balance_minor AS available_minor
FROM budget_lines AS b
INNER JOIN wallets AS w ON b.wallet_id = w.id
WHERE $1::uuid IS NULL OR b.id > $1
ORDER BY b.id
LIMIT $2;

-- name: touch_budget_line
UPDATE budget_lines SET version = version + 1 WHERE id = $1;
