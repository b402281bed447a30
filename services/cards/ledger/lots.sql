-- name: open_lots
-- What a wallet can give away, with the wallet of the budget line that it came from. What is held for a shop stays until
-- the shop captures it or lets go of it, and then follows.
SELECT
    l.id, l.wallet_id, l.programme, l.budget_line_id, l.month, l.expires_on, b.currency,
    l.remaining_minor - l.held_minor AS remaining_minor,
    b.wallet_id AS line_wallet_id
FROM lots AS l
INNER JOIN budget_lines AS b ON l.budget_line_id = b.id
WHERE l.wallet_id = $1 AND l.remaining_minor > 0 AND l.remaining_minor > l.held_minor
ORDER BY l.expires_on, l.id;

-- name: take_from_lots
-- What may be withdrawn as cash goes along in the share that moves.
UPDATE lots AS l
SET
    remaining_minor = l.remaining_minor - m.amount_minor,
    cash_left_minor = l.cash_left_minor - least(l.cash_left_minor * m.amount_minor / l.remaining_minor, m.amount_minor)
FROM unnest($1::uuid[], $2::bigint[]) AS m (lot_id, amount_minor)
WHERE l.id = m.lot_id;

-- name: insert_moved
INSERT INTO lots (
    id, wallet_id, origin_id, programme, budget_line_id, month, expires_on, credited_minor, remaining_minor, categories,
    cash_left_minor
)
SELECT
    m.new_id, $1, l.id, l.programme, l.budget_line_id, l.month, l.expires_on, m.amount_minor, m.amount_minor,
    l.categories, least(l.cash_left_minor * m.amount_minor / l.remaining_minor, m.amount_minor)
FROM unnest($2::uuid[], $3::uuid[], $4::bigint[]) AS m (new_id, lot_id, amount_minor)
INNER JOIN lots AS l ON m.lot_id = l.id;

-- name: insert_moves
INSERT INTO lot_moves (id, lot_id, new_lot_id, transfer_id, amount_minor)
SELECT m.id, m.lot_id, m.new_lot_id, $1, m.amount_minor
FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[]) AS m (id, lot_id, new_lot_id, amount_minor);

-- name: wallets_to_return
-- A wallet and those of the budget lines to which its money would return.
SELECT $1::uuid AS id
UNION
SELECT b.wallet_id FROM lots AS l INNER JOIN budget_lines AS b ON l.budget_line_id = b.id
WHERE l.wallet_id = $1 AND l.remaining_minor > 0;

-- name: leave_wallet
INSERT INTO left_wallets (wallet_id, into_wallet_id, left_on) VALUES ($1, $2, $3) ON CONFLICT (wallet_id) DO NOTHING;

-- name: redirect_left
-- Who had moved into this wallet before moves on with it.
UPDATE left_wallets SET into_wallet_id = $2 WHERE into_wallet_id = $1;

-- name: left_wallet
SELECT into_wallet_id FROM left_wallets WHERE wallet_id = $1;
