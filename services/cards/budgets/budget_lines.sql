-- name: insert_budget_line
INSERT INTO budget_lines (
    id, programme, purpose, name, currency, wallet_id, opened_by, opened_at, valid_from, valid_until, status
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'planned');

-- name: get_budget_line
SELECT
    b.id, b.programme, b.purpose, b.name, b.currency, b.wallet_id, b.version, w.balance_minor AS available_minor,
    b.status, b.valid_from, b.valid_until, b.closed_at, b.successor_id
FROM budget_lines AS b
INNER JOIN wallets AS w ON b.wallet_id = w.id
WHERE b.id = $1;

-- name: list_budget_lines
SELECT
    b.id, b.programme, b.purpose, b.name, b.currency, b.wallet_id, b.version, w.balance_minor AS available_minor,
    b.status, b.valid_from, b.valid_until, b.closed_at, b.successor_id
FROM budget_lines AS b
INNER JOIN wallets AS w ON b.wallet_id = w.id
WHERE $1::uuid IS NULL OR b.id > $1
ORDER BY b.id
LIMIT $2;

-- name: hold_budget_lines
-- In one order everywhere. Lots and runs that refer to the lines are not kept waiting.
SELECT FROM budget_lines WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE;

-- name: open_pot
SELECT EXISTS (
    SELECT FROM budget_lines WHERE purpose = 'bonus' AND status = 'open' AND programme = $1 AND currency = $2
);

-- name: set_status
UPDATE budget_lines SET status = $2 WHERE id = $1;

-- name: close_budget_line
UPDATE budget_lines
SET
status = 'closed', closed_at = $2, closing_number = $3, closing_proposal_id = $4, successor_id = $5,
version = version + 1
WHERE id = $1;

-- name: touch_budget_lines
UPDATE budget_lines SET version = version + 1 WHERE id = ANY ($1::uuid[]);

-- name: closed_with_money
-- Closed lines to which something came back, with the decision that closed them.
SELECT b.id, b.closing_number, b.closing_proposal_id FROM budget_lines AS b
INNER JOIN wallets AS w ON b.wallet_id = w.id
WHERE b.status = 'closed' AND w.balance_minor > 0
ORDER BY b.id;
