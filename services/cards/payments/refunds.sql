-- name: wallets_to_lock
-- The household's wallet and the shop's; when the household was left, where its money went: a wallet, or the budget lines
-- of what the payment drew and of what the wallet still holds.
WITH paid AS (
    SELECT p.id, p.wallet_id, m.wallet_id AS merchant_wallet_id FROM payments AS p
    INNER JOIN merchants AS m ON p.merchant_id = m.id
    WHERE p.id = $1 AND p.status = 'captured'
),

homeless AS (
    SELECT p.id, p.wallet_id FROM paid AS p INNER JOIN left_wallets AS f ON p.wallet_id = f.wallet_id
    WHERE f.into_wallet_id IS NULL
)

SELECT wallet_id AS id FROM paid
UNION
SELECT merchant_wallet_id FROM paid
UNION
SELECT f.into_wallet_id FROM paid AS p INNER JOIN left_wallets AS f ON p.wallet_id = f.wallet_id
WHERE f.into_wallet_id IS NOT NULL
UNION
SELECT b.wallet_id FROM homeless AS h
INNER JOIN draws AS d ON h.id = d.payment_id
INNER JOIN lots AS l ON d.lot_id = l.id
INNER JOIN budget_lines AS b ON l.budget_line_id = b.id
UNION
SELECT b.wallet_id FROM homeless AS h
INNER JOIN lots AS l ON h.wallet_id = l.wallet_id AND l.remaining_minor > 0
INNER JOIN budget_lines AS b ON l.budget_line_id = b.id;

-- name: payment
SELECT
    p.id, p.merchant_id, p.wallet_id, p.currency, p.amount_minor, p.bonus_minor, p.refunded_minor,
    p.refunded_bonus_minor, p.offer_id, p.cash, m.wallet_id AS merchant_wallet_id, p.paid_at, m.refund_days
FROM payments AS p
INNER JOIN merchants AS m ON p.merchant_id = m.id
WHERE p.id = $1 AND p.status = 'captured';

-- name: draws
-- Last drawn first: what comes back first is the money that could have been spent longest.
SELECT
    d.lot_id, d.amount_minor - d.refunded_minor AS open_minor, l.programme, l.budget_line_id, l.month, l.expires_on
FROM draws AS d
INNER JOIN lots AS l ON d.lot_id = l.id
WHERE d.payment_id = $1 AND d.amount_minor > d.refunded_minor
ORDER BY d.place DESC;

-- name: lock_pot
-- The open pot; where there is none any more, the last one that was closed passes on what comes back.
SELECT w.id, w.balance_minor, b.id AS budget_line_id, b.programme FROM wallets AS w
INNER JOIN budget_lines AS b ON w.id = b.wallet_id
INNER JOIN offers AS o
    ON b.municipality_id = o.municipality_id AND b.programme = o.programme AND b.currency = o.currency
WHERE b.purpose = 'bonus' AND b.status <> 'planned' AND o.id = $1
ORDER BY b.status DESC, b.closed_at DESC
LIMIT 1
FOR UPDATE OF w;

-- name: earlier_refund
SELECT id, fingerprint FROM refunds WHERE till_id = $1 AND idempotency_key = $2;

-- name: insert_refund
INSERT INTO refunds (
    id,
    payment_id,
    till_id,
    merchant_id,
    idempotency_key,
    fingerprint,
    currency,
    amount_minor,
    bonus_minor,
    transfer_id,
    settlement_date,
    refunded_at,
    cashier_id,
    till_period
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: note_refund
UPDATE payments
SET refunded_minor = refunded_minor + $2, refunded_bonus_minor = refunded_bonus_minor + $3, version = version + 1
WHERE id = $1;

-- name: return_draws
UPDATE draws AS d SET refunded_minor = d.refunded_minor + n.amount_minor
FROM unnest($2::uuid[], $3::bigint[]) AS n (lot_id, amount_minor)
WHERE d.payment_id = $1 AND d.lot_id = n.lot_id;

-- name: return_to_lots
UPDATE lots AS l SET remaining_minor = l.remaining_minor + n.amount_minor
FROM unnest($1::uuid[], $2::bigint[]) AS n (lot_id, amount_minor)
WHERE l.id = n.lot_id;

-- name: insert_grace_lots
-- What comes back of lots that have expired, as lots of grace with the same programme, budget line and month; what
-- could still be withdrawn as cash goes along.
WITH given AS (
    SELECT g.new_id, g.lot_id, g.amount_minor, g.expires_on, least(l.cash_left_minor, g.amount_minor) AS cash_minor
    FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::date[]) AS g (new_id, lot_id, amount_minor, expires_on)
    INNER JOIN lots AS l ON g.lot_id = l.id
),

left_over AS (
    UPDATE lots AS l SET cash_left_minor = l.cash_left_minor - g.cash_minor FROM given AS g WHERE l.id = g.lot_id
)

INSERT INTO lots (
    id, wallet_id, origin_id, refund_id, programme, budget_line_id, month, expires_on, categories, credited_minor,
    remaining_minor, cash_left_minor
)
SELECT
    g.new_id, l.wallet_id, l.id, $1, l.programme, l.budget_line_id, l.month, g.expires_on, l.categories,
    g.amount_minor, g.amount_minor, g.cash_minor
FROM given AS g
INNER JOIN lots AS l ON g.lot_id = l.id;

-- name: get_refund
SELECT
    r.id, r.payment_id, r.merchant_id, r.currency, r.amount_minor, r.bonus_minor, r.transfer_id, r.settlement_date,
    r.refunded_at, r.version
FROM refunds AS r
WHERE r.id = $1;
