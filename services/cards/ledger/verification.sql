-- name: unbalanced_transfers
SELECT count(*) FROM (
    SELECT FROM entries GROUP BY transfer_id, currency HAVING sum(amount_minor) <> 0
) AS u;

-- name: transfers_without_entries
SELECT count(*) FROM transfers AS t WHERE NOT EXISTS (SELECT FROM entries AS e WHERE e.transfer_id = t.id);

-- name: wrong_balances
SELECT count(*) FROM wallets AS w
WHERE
    w.balance_minor IS NOT NULL
    AND w.balance_minor <> (SELECT coalesce(sum(e.amount_minor), 0) FROM entries AS e WHERE e.wallet_id = w.id);

-- name: wrong_running_balances
SELECT count(*) FROM (
    SELECT e.balance_minor - sum(e.amount_minor) OVER (PARTITION BY e.wallet_id ORDER BY e.id) AS difference
    FROM entries AS e
    INNER JOIN wallets AS w ON e.wallet_id = w.id
    WHERE w.balance_minor IS NOT NULL
) AS d
WHERE d.difference IS DISTINCT FROM 0;

-- name: wrong_lots
-- Only open lots are indexed by wallet, and the others hold nothing.
SELECT count(*) FROM wallets AS w
WHERE
    w.kind = 'household'
    AND w.balance_minor <> (
        SELECT coalesce(sum(l.remaining_minor), 0) FROM lots AS l WHERE l.wallet_id = w.id AND l.remaining_minor > 0
    );

-- name: wrong_draws
SELECT count(*) FROM lots AS l
WHERE
    l.credited_minor - l.remaining_minor
    <> (SELECT coalesce(sum(d.amount_minor - d.refunded_minor), 0) FROM draws AS d WHERE d.lot_id = l.id)
    + (SELECT coalesce(sum(m.amount_minor), 0) FROM lot_moves AS m WHERE m.lot_id = l.id);

-- name: wrong_moves
-- What arrives is what left, and keeps its programme, budget line, month and last day.
SELECT count(*) FROM lots AS l
INNER JOIN lots AS o ON l.origin_id = o.id
LEFT JOIN lot_moves AS m ON l.id = m.new_lot_id AND o.id = m.lot_id
WHERE
    m.amount_minor IS DISTINCT FROM l.credited_minor
    OR (l.programme, l.budget_line_id, l.month, l.expires_on) <> (o.programme, o.budget_line_id, o.month, o.expires_on);

-- name: wrong_payments
SELECT count(*) FROM payments AS p
WHERE
    p.status = 'captured'
    AND (p.amount_minor, p.refunded_minor)
    <> (
        SELECT coalesce(sum(d.amount_minor), 0), coalesce(sum(d.refunded_minor), 0)
        FROM draws AS d
        WHERE d.payment_id = p.id
    );

-- name: wrong_refunds
SELECT count(*) FROM payments AS p
WHERE
    (p.refunded_minor, p.refunded_bonus_minor)
    <> (
        SELECT coalesce(sum(r.amount_minor), 0), coalesce(sum(r.bonus_minor), 0)
        FROM refunds AS r
        WHERE r.payment_id = p.id
    );

-- name: wrong_holds
-- What a lot keeps for shops is what is open of all holds on it.
SELECT count(*) FROM lots AS l
WHERE
    l.held_minor
    <> (
        SELECT coalesce(sum(d.amount_minor - d.drawn_minor - d.freed_minor), 0)
        FROM hold_draws AS d
        WHERE d.lot_id = l.id
    );

-- name: wrong_hold_draws
SELECT count(*) FROM authorisations AS a
WHERE
    (a.held_minor, a.held_minor - a.captured_minor - a.released_minor)
    <> (
        SELECT coalesce(sum(d.amount_minor), 0), coalesce(sum(d.amount_minor - d.drawn_minor - d.freed_minor), 0)
        FROM hold_draws AS d
        WHERE d.authorisation_id = a.id
    );

-- name: wrong_captures
-- The goods of all captures, bonuses included; and of each lot no more than was held of it.
SELECT
    (
        SELECT count(*) FROM authorisations AS a
        WHERE
            a.captured_minor <> (
                SELECT coalesce(sum(p.amount_minor + p.bonus_minor), 0)
                FROM payments AS p
                WHERE p.authorisation_id = a.id
            )
    ) + (
        SELECT count(*) FROM hold_draws AS h
        WHERE
            h.drawn_minor <> (
                SELECT coalesce(sum(d.amount_minor), 0)
                FROM payments AS p
                INNER JOIN draws AS d ON p.id = d.payment_id
                WHERE p.authorisation_id = h.authorisation_id AND d.lot_id = h.lot_id
            )
    );

-- name: wrong_releases
SELECT count(*) FROM authorisations AS a
WHERE
    a.released_minor
    <> (SELECT coalesce(sum(r.amount_minor), 0) FROM hold_releases AS r WHERE r.authorisation_id = a.id);

-- name: wrong_settlements
SELECT count(*) FROM settlement_days AS s
WHERE
    s.net_minor <> (
        SELECT coalesce(sum(p.amount_minor + p.bonus_minor), 0) FROM payments AS p
        WHERE p.status = 'captured' AND p.settlement_date = s.settlement_date
    ) - (
        SELECT coalesce(sum(r.amount_minor + r.bonus_minor), 0) FROM refunds AS r
        WHERE r.settlement_date = s.settlement_date
    );

-- name: balances
SELECT w.kind, w.currency, coalesce(sum(e.amount_minor), 0)::bigint AS balance_minor
FROM wallets AS w
LEFT JOIN entries AS e ON w.id = e.wallet_id
GROUP BY w.kind, w.currency
ORDER BY w.currency, w.kind;

-- name: flows
-- What was moved in all, by kind of transfer: the sum of the sides that received.
SELECT t.kind, e.currency, sum(e.amount_minor)::bigint AS amount_minor, count(DISTINCT t.id) AS transfers
FROM transfers AS t
INNER JOIN entries AS e ON t.id = e.transfer_id
WHERE e.amount_minor > 0
GROUP BY t.kind, e.currency
ORDER BY e.currency, t.kind;

-- name: payment_totals
SELECT
    p.currency,
    count(*) FILTER (WHERE p.status = 'captured') AS payments_count,
    count(*) FILTER (WHERE p.status = 'declined') AS declined_count,
    coalesce(sum(p.amount_minor), 0)::bigint AS spent_minor,
    coalesce(sum(p.bonus_minor), 0)::bigint AS bonus_minor,
    coalesce(sum(p.refunded_minor), 0)::bigint AS refunded_minor,
    coalesce(sum(p.refunded_bonus_minor), 0)::bigint AS refunded_bonus_minor
FROM payments AS p
GROUP BY p.currency
ORDER BY p.currency;
