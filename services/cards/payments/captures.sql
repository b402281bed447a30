-- name: earlier_capture
SELECT id, fingerprint FROM payments WHERE till_id = $1 AND idempotency_key = $2;

-- name: held_lots
SELECT
    d.lot_id, l.programme, l.budget_line_id, l.month, d.amount_minor - d.drawn_minor - d.freed_minor AS open_minor
FROM hold_draws AS d
INNER JOIN lots AS l ON d.lot_id = l.id
WHERE d.authorisation_id = $1 AND d.drawn_minor + d.freed_minor < d.amount_minor
ORDER BY d.place;

-- name: lock_pots
-- Pots after the wallets, in one order.
SELECT w.id FROM wallets AS w
WHERE
    w.id IN (
        SELECT b.wallet_id FROM budget_lines AS b
        INNER JOIN offers AS o
            ON b.municipality_id = o.municipality_id AND b.programme = o.programme AND b.currency = o.currency
        INNER JOIN merchants AS m
            ON o.merchant_id = m.id OR (o.merchant_id IS NULL AND o.merchant_kind = m.kind)
        WHERE
            m.id = $1 AND b.purpose = 'bonus' AND b.status = 'open' AND o.funded_by = 'pot' AND NOT o.ended
            AND o.currency = $2 AND $3::date BETWEEN o.valid_from AND o.valid_until
    )
ORDER BY w.id
FOR UPDATE;

-- name: offers
SELECT
    o.id, o.programme, o.bonus_basis_points, o.bonus_minor_max, b.wallet_id AS pot_wallet_id, b.id AS pot_line_id,
    w.balance_minor AS pot_minor, o.categories, o.minimum_minor, o.household_month_minor_max
FROM offers AS o
INNER JOIN budget_lines AS b
    ON o.municipality_id = b.municipality_id AND o.programme = b.programme AND o.currency = b.currency
INNER JOIN wallets AS w ON b.wallet_id = w.id
INNER JOIN merchants AS m ON o.merchant_id = m.id OR (o.merchant_id IS NULL AND o.merchant_kind = m.kind)
INNER JOIN tills AS t ON m.id = t.merchant_id
WHERE
    m.id = $1 AND b.purpose = 'bonus' AND b.status = 'open' AND o.funded_by = 'pot' AND NOT o.ended
    AND o.currency = $2 AND $3::date BETWEEN o.valid_from AND o.valid_until AND t.id = $4
    AND (o.areas = '{}' OR EXISTS (SELECT FROM unnest(o.areas) AS a (area) WHERE starts_with(t.area, a.area)));

-- name: take_from_hold
UPDATE hold_draws AS d
SET drawn_minor = d.drawn_minor + p.drawn_minor, freed_minor = d.freed_minor + p.freed_minor
FROM unnest($2::uuid[], $3::bigint[], $4::bigint[]) AS p (lot_id, drawn_minor, freed_minor)
WHERE d.authorisation_id = $1 AND d.lot_id = p.lot_id;

-- name: take_from_lots
UPDATE lots AS l
SET
    remaining_minor = l.remaining_minor - p.drawn_minor,
    held_minor = l.held_minor - p.drawn_minor - p.freed_minor
FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS p (lot_id, drawn_minor, freed_minor)
WHERE l.id = p.lot_id;

-- name: note_capture
-- The sum of all captures is checked under the lock, and once more by the table.
UPDATE authorisations
SET
    captured_minor = captured_minor + $2,
    status = CASE WHEN captured_minor + released_minor + $2 = held_minor THEN 'captured' ELSE status END,
    version = version + 1
WHERE id = $1;

-- name: insert_payment
INSERT INTO payments (
    id, authorisation_id, till_id, merchant_id, idempotency_key, fingerprint, card_id, wallet_id, status, currency,
    category, requested_minor, amount_minor, bonus_minor, remainder_minor, balance_minor, next_expiry_on,
    next_expiry_minor, offer_id, transfer_id, settlement_date, decision, paid_at, cashier_id, till_period
)
SELECT
    $1, a.id, $3, a.merchant_id, $4, $5, a.card_id, a.wallet_id, 'captured', a.currency, a.category,
    $6::bigint + $7::bigint, $6, $7, 0, $8, n.expires_on, n.expiring_minor, $9, $10, $11,
    json_build_object('authorisation_id', a.id), $12, $14, $15
FROM authorisations AS a
LEFT JOIN LATERAL (
    SELECT l.expires_on, sum(l.remaining_minor - l.held_minor)::bigint AS expiring_minor
    FROM lots AS l
    WHERE l.wallet_id = a.wallet_id AND l.remaining_minor > l.held_minor AND l.expires_on >= $13::date
    GROUP BY l.expires_on
    ORDER BY l.expires_on
    LIMIT 1
) AS n ON true
WHERE a.id = $2;

-- name: insert_draws
INSERT INTO draws (payment_id, lot_id, place, amount_minor)
SELECT $1, p.lot_id, p.place, p.drawn_minor
FROM unnest($2::uuid[], $3::bigint[]) WITH ORDINALITY AS p (lot_id, drawn_minor, place)
WHERE p.drawn_minor > 0;
