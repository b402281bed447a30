-- name: earlier_payments
SELECT p.id, p.till_id, p.idempotency_key, p.fingerprint FROM payments AS p
INNER JOIN unnest($1::uuid[], $2::text[]) AS s (till_id, idempotency_key)
    ON p.till_id = s.till_id AND p.idempotency_key = s.idempotency_key;

-- name: lock_wallets
-- The cards' wallets, locked in one order before anything about them is read.
SELECT w.id, w.balance_minor FROM wallets AS w
WHERE
    w.id IN (
        SELECT c.wallet_id FROM cards AS c
        INNER JOIN unnest($1::bytea[], $2::uuid[]) AS s (token_hash, municipality_id)
            ON c.token_hash = s.token_hash AND c.municipality_id = s.municipality_id
    )
ORDER BY w.id
FOR UPDATE;

-- name: standings
-- What is known about each sale's till, shop and card. A card of another tenant is no card here. The tills are held until
-- we commit, so that a report that ends their period waits.
SELECT
    s.place,
    t.stopped_at,
    m.kind AS merchant_kind,
    m.categories,
    m.currency AS merchant_currency,
    m.wallet_id AS merchant_wallet_id,
    m.accepted_from,
    m.suspended_from,
    c.id AS card_id,
    c.status AS card_status,
    c.expires_on AS card_expires_on,
    w.id AS wallet_id,
    w.currency AS wallet_currency,
    w.balance_minor,
    t.area,
    c.payment_minor_max,
    c.day_minor_max,
    c.month_minor_max,
    c.sales_without_pin,
    t.period AS till_period,
    t.cashier_id,
    k.rights AS cashier_rights,
    EXISTS (SELECT FROM cashiers AS a WHERE a.outlet_id = t.outlet_id AND NOT a.ended) AS has_cashiers
FROM unnest($1::int[], $2::uuid[], $3::bytea[]) AS s (place, till_id, token_hash)
INNER JOIN tills AS t ON s.till_id = t.id
INNER JOIN merchants AS m ON t.merchant_id = m.id
LEFT JOIN cashiers AS k ON t.cashier_id = k.id
LEFT JOIN cards AS c ON s.token_hash = c.token_hash AND t.municipality_id = c.municipality_id
LEFT JOIN wallets AS w ON c.wallet_id = w.id
FOR KEY SHARE OF t;

-- name: open_lots
-- What can be drawn: what is held for another shop is not there.
SELECT
    id, wallet_id, programme, budget_line_id, month, expires_on, remaining_minor - held_minor AS remaining_minor,
    categories, cash_left_minor
FROM lots
WHERE wallet_id = ANY ($1::uuid[]) AND remaining_minor > 0 AND remaining_minor > held_minor
ORDER BY expires_on, id;

-- name: lock_pots
-- Pots after the wallets, in one order; an offer without a pot adds nothing.
SELECT w.id, w.balance_minor FROM wallets AS w
WHERE
    w.id IN (
        SELECT b.wallet_id FROM budget_lines AS b
        INNER JOIN offers AS o
            ON b.municipality_id = o.municipality_id AND b.programme = o.programme AND b.currency = o.currency
        WHERE
            b.purpose = 'bonus' AND b.status = 'open' AND NOT o.ended AND o.funded_by = 'pot'
            AND (o.merchant_id = ANY ($1::uuid[]) OR o.merchant_kind = ANY ($2::text[]))
    )
ORDER BY w.id
FOR UPDATE;

-- name: running_offers
SELECT
    o.id, o.municipality_id, o.programme, o.merchant_kind, o.merchant_id, o.bonus_basis_points, o.bonus_minor_max,
    o.currency, o.valid_from, o.valid_until, o.funded_by, o.categories, o.areas, o.minimum_minor,
    o.household_month_minor_max, o.stacks, b.wallet_id AS pot_wallet_id, b.id AS pot_line_id
FROM offers AS o
INNER JOIN budget_lines AS b
    ON o.municipality_id = b.municipality_id AND o.programme = b.programme AND o.currency = b.currency
WHERE
    o.funded_by = 'pot' AND b.purpose = 'bonus' AND b.status = 'open' AND NOT o.ended
    AND b.wallet_id = ANY ($1::uuid[])
UNION ALL
SELECT
    o.id, o.municipality_id, o.programme, o.merchant_kind, o.merchant_id, o.bonus_basis_points, o.bonus_minor_max,
    o.currency, o.valid_from, o.valid_until, o.funded_by, o.categories, o.areas, o.minimum_minor,
    o.household_month_minor_max, o.stacks, NULL, NULL
FROM offers AS o
WHERE o.funded_by = 'merchant' AND NOT o.ended AND o.merchant_id = ANY ($2::uuid[]);

-- name: insert_payments
INSERT INTO payments (
    id, municipality_id, till_id, merchant_id, idempotency_key, fingerprint, card_id, wallet_id, status, decline_code,
    currency, category, requested_minor, amount_minor, bonus_minor, remainder_minor, balance_minor, next_expiry_on,
    next_expiry_minor, offer_id, transfer_id, settlement_date, decision, paid_at, cash, discount_minor,
    discount_offer_id, cashier_id, till_period
)
SELECT
    p.id,
    p.municipality_id,
    p.till_id,
    p.merchant_id,
    p.idempotency_key,
    p.fingerprint,
    p.card_id,
    p.wallet_id,
    p.status,
    p.decline_code, p.currency, p.category, p.requested_minor, p.amount_minor, p.bonus_minor, p.remainder_minor,
    p.balance_minor, p.next_expiry_on, p.next_expiry_minor, p.offer_id, p.transfer_id, p.settlement_date,
    p.decision::json, p.paid_at, p.cash, p.discount_minor, p.discount_offer_id, p.cashier_id, p.till_period
FROM unnest($1::payment_row[]) AS p
RETURNING
    id, authorisation_id, cash, merchant_id, status, decline_code, currency, requested_minor, amount_minor, bonus_minor,
    discount_minor, remainder_minor, refunded_minor, refunded_bonus_minor, balance_minor, next_expiry_on,
    next_expiry_minor, settlement_date, paid_at, version, category, decision;

-- name: insert_draws
INSERT INTO draws (payment_id, lot_id, municipality_id, place, amount_minor)
SELECT d.payment_id, d.lot_id, d.municipality_id, d.place, d.amount_minor
FROM unnest($1::draw_row[]) AS d;

-- name: take_from_lots
UPDATE lots AS l SET remaining_minor = l.remaining_minor - d.amount_minor
FROM unnest($1::uuid[], $2::bigint[]) AS d (lot_id, amount_minor)
WHERE l.id = d.lot_id;

-- name: count_pinless
UPDATE cards AS c SET sales_without_pin = c.sales_without_pin + n.made
FROM (SELECT m.card_id, count(*) AS made FROM unnest($1::uuid[]) AS m (card_id) GROUP BY m.card_id) AS n
WHERE c.id = n.card_id;
