-- Every check returns its first $1 findings: what a row is (`subject`), which one (`id`), what is wrong with it (`says`), and
-- in each row how many there are in all.

-- name: unbalanced_transfers
SELECT
    'transfer' AS subject,
    u.transfer_id::text AS id,
    concat('its entries sum to ', u.sum_minor, ' ', u.currency) AS says,
    count(*) OVER () AS violations
FROM (
    SELECT transfer_id, currency, sum(amount_minor) AS sum_minor FROM entries
    GROUP BY transfer_id, currency
    HAVING sum(amount_minor) <> 0
) AS u
ORDER BY u.transfer_id
LIMIT $1;

-- name: transfers_without_entries
SELECT
    'transfer' AS subject, t.id::text AS id, concat('it is a ', t.kind, ' without entries') AS says,
    count(*) OVER () AS violations
FROM transfers AS t
WHERE NOT EXISTS (SELECT FROM entries AS e WHERE e.transfer_id = t.id)
ORDER BY t.id
LIMIT $1;

-- name: entries_without_transfer
SELECT
    'entry' AS subject, e.id::text AS id, concat('its transfer ', e.transfer_id, ' is not there') AS says,
    count(*) OVER () AS violations
FROM entries AS e
WHERE NOT EXISTS (SELECT FROM transfers AS t WHERE t.id = e.transfer_id)
ORDER BY e.id
LIMIT $1;

-- name: mixed_money
-- Money keeps its programme, budget line and month from one side of a transfer to the other.
SELECT
    'transfer' AS subject,
    m.transfer_id::text AS id,
    concat('money of ', coalesce(m.programme, 'no programme'), ' sums to ', m.sum_minor) AS says,
    count(*) OVER () AS violations
FROM (
    SELECT e.transfer_id, e.programme, sum(e.amount_minor) AS sum_minor FROM entries AS e
    INNER JOIN transfers AS t ON e.transfer_id = t.id
    WHERE
        t.kind IN (
            'payment', 'refund', 'credit', 'household_change', 'lot_return', 'expiry', 'payout', 'payout_return',
            'respend', 'reservation', 'release', 'funding', 'line_return', 'account_share', 'account_share_return',
            'grant', 'grant_return', 'provisional_credit', 'provisional_return', 'charge', 'charge_return',
            'order_payment'
        )
    GROUP BY e.transfer_id, e.currency, e.programme, e.budget_line_id, e.month
    HAVING sum(e.amount_minor) <> 0
) AS m
ORDER BY m.transfer_id
LIMIT $1;

-- name: money_from_outside
-- Nothing but what comes with a decision or a bank's word crosses the edge.
SELECT
    'transfer' AS subject,
    t.id::text AS id,
    concat('a ', t.kind, ' brings ', -e.amount_minor, ' ', e.currency, ' from outside') AS says,
    count(*) OVER () AS violations
FROM entries AS e
INNER JOIN wallets AS w ON e.wallet_id = w.id
INNER JOIN transfers AS t ON e.transfer_id = t.id
WHERE
    w.kind = 'outside'
    AND (
        t.kind IN (
            'payment', 'refund', 'credit', 'release', 'household_change', 'lot_return', 'expiry', 'respend',
            'reservation', 'line_move', 'grant', 'grant_return', 'provisional_credit', 'provisional_return', 'charge',
            'charge_return', 'order_payment'
        )
        -- What a decision or a bank brings in never goes out by the same kind, nor the other way round.
        OR (t.kind IN ('funding', 'payout_return', 'account_share_return') AND e.amount_minor > 0)
        OR (t.kind IN ('line_return', 'payout', 'account_share') AND e.amount_minor < 0)
    )
ORDER BY t.id
LIMIT $1;

-- name: wrong_balances
SELECT
    'wallet' AS subject,
    w.id::text AS id,
    concat('it says ', w.balance_minor, ' and its entries sum to ', coalesce(s.sum_minor, 0)) AS says,
    count(*) OVER () AS violations
FROM wallets AS w
LEFT JOIN
    (SELECT wallet_id, sum(amount_minor) AS sum_minor FROM entries GROUP BY wallet_id) AS s
    ON w.id = s.wallet_id
WHERE w.balance_minor IS NOT NULL AND w.balance_minor <> coalesce(s.sum_minor, 0)
ORDER BY w.id
LIMIT $1;

-- name: wrong_running_balances
SELECT
    'entry' AS subject,
    d.id::text AS id,
    concat('it leaves ', d.balance_minor, ' in wallet ', d.wallet_id, ', the sum is ', d.sum_minor) AS says,
    count(*) OVER () AS violations
FROM (
    SELECT
        e.id,
        e.wallet_id,
        e.balance_minor,
        sum(e.amount_minor) OVER (PARTITION BY e.wallet_id ORDER BY e.id) AS sum_minor
    FROM entries AS e
    INNER JOIN wallets AS w ON e.wallet_id = w.id
    WHERE w.balance_minor IS NOT NULL
) AS d
WHERE d.balance_minor IS DISTINCT FROM d.sum_minor OR d.balance_minor < 0
ORDER BY d.id
LIMIT $1;

-- name: wrong_fold_points
-- Each one is the one before it and the entries between them.
SELECT
    'wallet' AS subject,
    f.wallet_id::text AS id,
    concat('its fold point at entry ', f.last_entry_id, ' says ', f.balance_minor, ', not ', f.sum_minor) AS says,
    count(*) OVER () AS violations
FROM (
    SELECT
        p.wallet_id,
        p.last_entry_id,
        p.balance_minor,
        p.posted_through,
        sum(t.sum_minor) OVER each_wallet AS sum_minor,
        max(t.posted_through) OVER each_wallet AS latest
    FROM (
        SELECT *, lag(last_entry_id, 1, 0::bigint) OVER (PARTITION BY wallet_id ORDER BY last_entry_id) AS after
        FROM fold_points
    ) AS p
    LEFT JOIN LATERAL (
        SELECT sum(e.amount_minor) AS sum_minor, max(x.posted_at) AS posted_through FROM entries AS e
        INNER JOIN transfers AS x ON e.transfer_id = x.id
        WHERE e.wallet_id = p.wallet_id AND e.id > p.after AND e.id <= p.last_entry_id
    ) AS t ON true
    WINDOW each_wallet AS (PARTITION BY p.wallet_id ORDER BY p.last_entry_id)
) AS f
WHERE (f.balance_minor, f.posted_through) IS DISTINCT FROM (f.sum_minor, f.latest)
ORDER BY f.wallet_id, f.last_entry_id
LIMIT $1;

-- name: wrong_lots
-- Only open lots are indexed by wallet, and the others hold nothing.
SELECT
    'wallet' AS subject,
    w.id::text AS id,
    concat('it holds ', w.balance_minor, ' and its lots ', coalesce(l.remaining_minor, 0)) AS says,
    count(*) OVER () AS violations
FROM wallets AS w
LEFT JOIN (
    SELECT wallet_id, sum(remaining_minor) AS remaining_minor FROM lots
    WHERE remaining_minor > 0
    GROUP BY wallet_id
) AS l ON w.id = l.wallet_id
WHERE w.kind = 'household' AND w.balance_minor <> coalesce(l.remaining_minor, 0)
ORDER BY w.id
LIMIT $1;

-- name: wrong_draws
SELECT
    'lot' AS subject,
    l.id::text AS id,
    concat(
        l.credited_minor - l.remaining_minor, ' of it is gone, and ',
        coalesce(d.drawn_minor, 0) + coalesce(m.moved_minor, 0), ' was drawn or moved'
    ) AS says,
    count(*) OVER () AS violations
FROM lots AS l
LEFT JOIN
    (SELECT lot_id, sum(amount_minor - refunded_minor) AS drawn_minor FROM draws GROUP BY lot_id) AS d
    ON l.id = d.lot_id
LEFT JOIN (SELECT lot_id, sum(amount_minor) AS moved_minor FROM lot_moves GROUP BY lot_id) AS m ON l.id = m.lot_id
WHERE l.credited_minor - l.remaining_minor <> coalesce(d.drawn_minor, 0) + coalesce(m.moved_minor, 0)
ORDER BY l.id
LIMIT $1;

-- name: wrong_cash
SELECT
    'lot' AS subject,
    l.id::text AS id,
    concat(l.withdrawn_minor, ' of it is noted as withdrawn, and ', coalesce(d.drawn_minor, 0), ' was') AS says,
    count(*) OVER () AS violations
FROM lots AS l
LEFT JOIN (
    SELECT d.lot_id, sum(d.amount_minor - d.refunded_minor) AS drawn_minor FROM payments AS p
    INNER JOIN draws AS d ON p.id = d.payment_id
    WHERE p.cash
    GROUP BY d.lot_id
) AS d ON l.id = d.lot_id
WHERE l.withdrawn_minor <> coalesce(d.drawn_minor, 0)
ORDER BY l.id
LIMIT $1;

-- name: wrong_moves
-- What arrives is what left, and keeps its programme, budget line and month; also its last day, unless the holder was
-- given a later one: by a late notice, or as grace.
SELECT
    'lot' AS subject, l.id::text AS id, concat('it is not what left lot ', o.id) AS says, count(*) OVER () AS violations
FROM lots AS l
INNER JOIN lots AS o ON l.origin_id = o.id
LEFT JOIN lot_moves AS m ON l.id = m.new_lot_id AND o.id = m.lot_id
WHERE
    m.amount_minor IS DISTINCT FROM l.credited_minor
    OR (l.programme, l.budget_line_id, l.month) <> (o.programme, o.budget_line_id, o.month)
    OR (
        l.expires_on <> o.expires_on AND l.refund_id IS NULL
        AND NOT EXISTS (SELECT FROM expiry_notices AS n WHERE n.lot_id IN (l.id, o.id))
    )
ORDER BY l.id
LIMIT $1;

-- name: wrong_payments
SELECT
    'payment' AS subject,
    p.id::text AS id,
    concat('it says ', p.amount_minor, ' and ', p.refunded_minor, ' refunded, its draws ', d.amount_minor, ' and ',
        d.refunded_minor) AS says,
    count(*) OVER () AS violations
FROM payments AS p
LEFT JOIN (
    SELECT payment_id, sum(amount_minor) AS amount_minor, sum(refunded_minor) AS refunded_minor
    FROM draws
    GROUP BY payment_id
) AS d ON p.id = d.payment_id
WHERE
    p.status = 'captured'
    AND (p.amount_minor, p.refunded_minor) <> (coalesce(d.amount_minor, 0), coalesce(d.refunded_minor, 0))
ORDER BY p.id
LIMIT $1;

-- name: wrong_transfers_of_payments
-- What shops received under a payment's id is what the payment says, less what was refunded.
SELECT
    'payment' AS subject,
    coalesce(p.id, m.subject_id)::text AS id,
    concat(
        'it says ', p.amount_minor + p.bonus_minor - p.refunded_minor - p.refunded_bonus_minor,
        ', its transfers brought the shop ', coalesce(m.received_minor, 0)
    ) AS says,
    count(*) OVER () AS violations
FROM (SELECT * FROM payments WHERE status = 'captured') AS p
FULL JOIN (
    SELECT t.subject_id, sum(e.amount_minor) AS received_minor FROM transfers AS t
    INNER JOIN entries AS e ON t.id = e.transfer_id
    INNER JOIN wallets AS w ON e.wallet_id = w.id
    WHERE t.kind IN ('payment', 'refund') AND w.kind = 'merchant'
    GROUP BY t.subject_id
) AS m ON p.id = m.subject_id
WHERE
    p.amount_minor + p.bonus_minor - p.refunded_minor - p.refunded_bonus_minor
    IS DISTINCT FROM coalesce(m.received_minor, 0)
ORDER BY 2
LIMIT $1;

-- name: wrong_till_reports
-- What a till's report says of its period is what was posted in it; nothing was posted in it after the report.
SELECT
    'till_report' AS subject,
    r.id::text AS id,
    concat('it says ', r.net_minor, ', ', coalesce(p.net_minor, 0), ' was posted in its period') AS says,
    count(*) OVER () AS violations
FROM till_reports AS r
LEFT JOIN (
    SELECT m.till_id, m.till_period, sum(m.net_minor) AS net_minor
    FROM (
        SELECT till_id, till_period, amount_minor + bonus_minor AS net_minor FROM payments WHERE status = 'captured'
        UNION ALL
        SELECT till_id, till_period, -amount_minor - bonus_minor FROM refunds
        UNION ALL
        SELECT till_id, till_period, bonus_minor - amount_minor FROM respends WHERE status = 'paid'
    ) AS m
    WHERE m.till_period IS NOT NULL
    GROUP BY m.till_id, m.till_period
) AS p ON r.till_id = p.till_id AND r.period = p.till_period
WHERE r.net_minor <> coalesce(p.net_minor, 0)
ORDER BY r.id
LIMIT $1;

-- name: wrong_refunds
SELECT
    'payment' AS subject,
    p.id::text AS id,
    concat('it says ', p.refunded_minor + p.refunded_bonus_minor, ' refunded, its refunds ', coalesce(r.both_minor, 0))
    AS says,
    count(*) OVER () AS violations
FROM payments AS p
LEFT JOIN (
    SELECT
        payment_id,
        sum(amount_minor) AS amount_minor,
        sum(bonus_minor) AS bonus_minor,
        sum(amount_minor + bonus_minor) AS both_minor
    FROM refunds
    GROUP BY payment_id
) AS r ON p.id = r.payment_id
WHERE
    (p.refunded_minor, p.refunded_bonus_minor) <> (coalesce(r.amount_minor, 0), coalesce(r.bonus_minor, 0))
    OR p.refunded_minor > p.amount_minor
    OR p.refunded_bonus_minor > p.bonus_minor
ORDER BY p.id
LIMIT $1;

-- name: repeated_commands
-- One effect for a till's key, also where somebody has taken the unique index away.
SELECT
    'till' AS subject,
    k.till_id::text AS id,
    concat('its key ', k.idempotency_key, ' has ', k.effects, ' effects') AS says,
    count(*) OVER () AS violations
FROM (
    SELECT till_id, idempotency_key, count(*) AS effects FROM payments
    GROUP BY till_id, idempotency_key
    HAVING count(*) > 1
    UNION ALL
    SELECT till_id, idempotency_key, count(*) AS effects FROM refunds
    GROUP BY till_id, idempotency_key
    HAVING count(*) > 1
    UNION ALL
    SELECT till_id, idempotency_key, count(*) AS effects FROM respends
    GROUP BY till_id, idempotency_key
    HAVING count(*) > 1
) AS k
ORDER BY k.till_id
LIMIT $1;

-- name: wrong_holds
-- What a lot keeps for shops is what is open of all holds on it.
SELECT
    'lot' AS subject,
    l.id::text AS id,
    concat('it keeps ', l.held_minor, ' for shops, and ', coalesce(d.open_minor, 0), ' is open of its holds') AS says,
    count(*) OVER () AS violations
FROM lots AS l
LEFT JOIN (
    SELECT lot_id, sum(amount_minor - drawn_minor - freed_minor) AS open_minor FROM hold_draws GROUP BY lot_id
) AS d ON l.id = d.lot_id
WHERE l.held_minor <> coalesce(d.open_minor, 0)
ORDER BY l.id
LIMIT $1;

-- name: wrong_hold_draws
SELECT
    'authorisation' AS subject,
    a.id::text AS id,
    concat('it holds ', a.held_minor, ', its lots ', coalesce(d.held_minor, 0)) AS says,
    count(*) OVER () AS violations
FROM authorisations AS a
LEFT JOIN (
    SELECT
        authorisation_id,
        sum(amount_minor) AS held_minor,
        sum(amount_minor - drawn_minor - freed_minor) AS open_minor
    FROM hold_draws
    GROUP BY authorisation_id
) AS d ON a.id = d.authorisation_id
WHERE
    (a.held_minor, a.held_minor - a.captured_minor - a.released_minor)
    <> (coalesce(d.held_minor, 0), coalesce(d.open_minor, 0))
ORDER BY a.id
LIMIT $1;

-- name: wrong_captures
-- The goods of all captures, bonuses included.
SELECT
    'authorisation' AS subject,
    a.id::text AS id,
    concat('it says ', a.captured_minor, ' captured, its payments ', coalesce(p.captured_minor, 0)) AS says,
    count(*) OVER () AS violations
FROM authorisations AS a
LEFT JOIN (
    SELECT authorisation_id, sum(amount_minor + bonus_minor) AS captured_minor FROM payments
    WHERE authorisation_id IS NOT NULL
    GROUP BY authorisation_id
) AS p ON a.id = p.authorisation_id
WHERE a.captured_minor <> coalesce(p.captured_minor, 0)
ORDER BY a.id
LIMIT $1;

-- name: wrong_capture_draws
-- Of each lot no more than was held of it.
SELECT
    'authorisation' AS subject,
    h.authorisation_id::text AS id,
    concat('its captures drew ', coalesce(p.drawn_minor, 0), ' of lot ', h.lot_id, ', it says ', h.drawn_minor) AS says,
    count(*) OVER () AS violations
FROM hold_draws AS h
LEFT JOIN (
    SELECT p.authorisation_id, d.lot_id, sum(d.amount_minor) AS drawn_minor FROM payments AS p
    INNER JOIN draws AS d ON p.id = d.payment_id
    WHERE p.authorisation_id IS NOT NULL
    GROUP BY p.authorisation_id, d.lot_id
) AS p ON h.authorisation_id = p.authorisation_id AND h.lot_id = p.lot_id
WHERE h.drawn_minor <> coalesce(p.drawn_minor, 0)
ORDER BY h.authorisation_id, h.lot_id
LIMIT $1;

-- name: wrong_releases
SELECT
    'authorisation' AS subject,
    a.id::text AS id,
    concat('it says ', a.released_minor, ' released, its releases ', coalesce(r.released_minor, 0)) AS says,
    count(*) OVER () AS violations
FROM authorisations AS a
LEFT JOIN (
    SELECT authorisation_id, sum(amount_minor) AS released_minor FROM hold_releases GROUP BY authorisation_id
) AS r ON a.id = r.authorisation_id
WHERE a.released_minor <> coalesce(r.released_minor, 0)
ORDER BY a.id
LIMIT $1;

-- name: wrong_respends
-- What a shop paid another one, and what a pot added, is what the transfer did, origin by origin.
SELECT
    're-spend' AS subject,
    coalesce(r.respend_id, e.respend_id)::text AS id,
    concat(
        'it says ', coalesce(r.amount_minor, 0), ' of ', coalesce(r.programme, e.programme), ' for shop ',
        coalesce(r.merchant_id, e.merchant_id), ', its transfer ', coalesce(e.amount_minor, 0)
    ) AS says,
    count(*) OVER () AS violations
FROM (
    SELECT
        r.id AS respend_id,
        side.merchant_id,
        p.programme,
        p.budget_line_id,
        p.month,
        sum(side.amount_minor) AS amount_minor
    FROM respends AS r
    INNER JOIN respend_parts AS p ON r.id = p.respend_id
    CROSS JOIN LATERAL (
        VALUES
        (r.payer_id, CASE WHEN p.is_bonus THEN p.amount_minor ELSE -p.amount_minor END),
        (r.payee_id, CASE WHEN p.is_bonus THEN 0 ELSE p.amount_minor END)
    ) AS side (merchant_id, amount_minor)
    WHERE side.amount_minor <> 0
    GROUP BY 1, 2, 3, 4, 5
) AS r
FULL JOIN (
    SELECT
        t.subject_id AS respend_id,
        w.owner_id AS merchant_id,
        e.programme,
        e.budget_line_id,
        e.month,
        sum(e.amount_minor) AS amount_minor
    FROM transfers AS t
    INNER JOIN entries AS e ON t.id = e.transfer_id
    INNER JOIN wallets AS w ON e.wallet_id = w.id
    WHERE t.kind = 'respend' AND w.kind = 'merchant'
    GROUP BY 1, 2, 3, 4, 5
) AS e
    ON
        r.respend_id = e.respend_id AND r.merchant_id = e.merchant_id AND r.programme = e.programme
        AND r.budget_line_id = e.budget_line_id
        AND coalesce(r.month, '-infinity'::date) = coalesce(e.month, '-infinity'::date)
WHERE r.amount_minor IS DISTINCT FROM e.amount_minor
ORDER BY 2
LIMIT $1;

-- name: wrong_respend_sums
SELECT
    're-spend' AS subject,
    r.id::text AS id,
    concat(
        'it says ', r.amount_minor, ' and ', r.bonus_minor, ', its parts ', coalesce(p.amount_minor, 0), ' and ',
        coalesce(p.bonus_minor, 0)
    ) AS says,
    count(*) OVER () AS violations
FROM respends AS r
LEFT JOIN (
    SELECT
        respend_id,
        coalesce(sum(amount_minor) FILTER (WHERE NOT is_bonus), 0) AS amount_minor,
        coalesce(sum(amount_minor) FILTER (WHERE is_bonus), 0) AS bonus_minor
    FROM respend_parts
    GROUP BY respend_id
) AS p ON r.id = p.respend_id
WHERE (r.amount_minor, r.bonus_minor) <> (coalesce(p.amount_minor, 0), coalesce(p.bonus_minor, 0))
ORDER BY r.id
LIMIT $1;

-- name: wrong_hops
-- Nobody passes on more of a hop above the first than came with it.
SELECT
    'shop' AS subject,
    h.merchant_id::text AS id,
    concat('of hop ', h.hop, ' of ', h.programme, ' it passed on ', -h.left_minor, ' more than it received') AS says,
    count(*) OVER () AS violations
FROM (
    SELECT side.merchant_id, p.programme, p.budget_line_id, p.month, side.hop, sum(side.amount_minor) AS left_minor
    FROM respends AS r
    INNER JOIN respend_parts AS p ON r.id = p.respend_id
    CROSS JOIN LATERAL (
        VALUES
        (CASE WHEN p.is_bonus THEN r.payer_id ELSE r.payee_id END, p.hop, p.amount_minor),
        (r.payer_id, p.hop - 1, CASE WHEN p.is_bonus THEN 0 ELSE -p.amount_minor END)
    ) AS side (merchant_id, hop, amount_minor)
    GROUP BY 1, 2, 3, 4, 5
) AS h
WHERE h.hop > 1 AND h.left_minor < 0
ORDER BY h.merchant_id
LIMIT $1;

-- name: wrong_line_movements
-- Money changes its line, and crosses the edge for a line, only as the register of decisions says.
SELECT
    'transfer' AS subject,
    t.id::text AS id,
    concat('a ', t.kind, ' of ', t.amount_minor, ' is not what the register of movements says') AS says,
    count(*) OVER () AS violations
FROM (
    SELECT
        t.id,
        t.kind,
        max(e.amount_minor) AS amount_minor,
        (array_agg(e.budget_line_id) FILTER (WHERE e.amount_minor < 0))[1] AS source_id,
        (array_agg(e.budget_line_id) FILTER (WHERE e.amount_minor > 0))[1] AS target_id,
        count(*) AS sides
    FROM transfers AS t
    INNER JOIN entries AS e ON t.id = e.transfer_id
    WHERE t.kind IN ('funding', 'line_move', 'line_return')
    GROUP BY t.id, t.kind
) AS t
LEFT JOIN budget_movements AS m ON t.id = m.transfer_id
WHERE
    t.sides <> 2
    OR (m.amount_minor, CASE m.kind WHEN 'funding' THEN 'funding' WHEN 'return' THEN 'line_return' ELSE 'line_move' END)
    IS DISTINCT FROM (t.amount_minor, t.kind)
    OR coalesce(m.budget_line_id, m.to_line_id) <> t.source_id
    OR coalesce(m.to_line_id, m.budget_line_id) <> t.target_id
ORDER BY t.id
LIMIT $1;

-- name: wrong_commitments
-- What is set aside for an award is what was committed less what merchants were credited, and nothing once it has ended.
SELECT
    'commitment' AS subject,
    c.id::text AS id,
    concat(c.amount_minor, ' were committed and ', g.credited_minor, ' credited; ', w.balance_minor, ' are set aside')
    AS says,
    count(*) OVER () AS violations
FROM commitments AS c
INNER JOIN wallets AS w ON c.wallet_id = w.id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(amount_minor), 0) AS credited_minor FROM grants
    WHERE commitment_id = c.id
) AS g
WHERE w.balance_minor <> CASE c.state WHEN 'ended' THEN 0 ELSE c.amount_minor - g.credited_minor END
ORDER BY c.id
LIMIT $1;

-- name: wrong_charges
-- A charge and its transfer say the same: how much of which shop goes to which line, or comes back, agreed to by two.
SELECT
    'charge' AS subject,
    coalesce(c.id, t.subject_id)::text AS id,
    concat('it says ', c.amount_minor, ', its transfer brought the line ', t.amount_minor) AS says,
    count(*) OVER () AS violations
FROM charges AS c
LEFT JOIN merchants AS m ON c.merchant_id = m.id
LEFT JOIN budget_lines AS b ON c.budget_line_id = b.id
LEFT JOIN proposals AS p ON c.proposal_id = p.id AND p.state = 'executed'
FULL JOIN (
    SELECT
        t.id,
        t.subject_id,
        t.kind,
        count(*) AS sides,
        max(e.wallet_id::text) FILTER (WHERE w.kind = 'merchant') AS shop_wallet,
        max(e.wallet_id::text) FILTER (WHERE w.kind = 'budget_line') AS line_wallet,
        sum(e.amount_minor) FILTER (WHERE w.kind = 'budget_line') AS amount_minor
    FROM transfers AS t
    INNER JOIN entries AS e ON t.id = e.transfer_id
    INNER JOIN wallets AS w ON e.wallet_id = w.id
    WHERE t.kind IN ('charge', 'charge_return')
    GROUP BY t.id, t.subject_id, t.kind
) AS t ON c.transfer_id = t.id
WHERE
    p.id IS NULL
    OR (t.subject_id, t.kind, t.sides, t.shop_wallet, t.line_wallet, t.amount_minor) IS DISTINCT FROM (
        c.id,
        CASE WHEN c.reverses_id IS NULL THEN 'charge' ELSE 'charge_return' END,
        2::bigint,
        m.wallet_id::text,
        b.wallet_id::text,
        CASE WHEN c.reverses_id IS NULL THEN c.amount_minor ELSE -c.amount_minor END::numeric
    )
ORDER BY 2
LIMIT $1;

-- name: wrong_settlements
SELECT
    'settlement day' AS subject,
    s.settlement_date::text AS id,
    concat('it was closed with ', s.net_minor, ', what is stamped with it makes ', coalesce(n.net_minor, 0)) AS says,
    count(*) OVER () AS violations
FROM settlement_days AS s
LEFT JOIN (
    SELECT settlement_date, sum(amount_minor) AS net_minor FROM (
        SELECT settlement_date, amount_minor + bonus_minor AS amount_minor FROM payments WHERE status = 'captured'
        UNION ALL
        SELECT settlement_date, -amount_minor - bonus_minor AS amount_minor FROM refunds
        UNION ALL
        SELECT settlement_date, bonus_minor AS amount_minor FROM respends WHERE status = 'paid'
    ) AS each
    GROUP BY settlement_date
) AS n ON s.settlement_date = n.settlement_date
WHERE s.net_minor <> coalesce(n.net_minor, 0)
ORDER BY s.settlement_date
LIMIT $1;

-- name: lone_decisions
-- Who proposed is not who agreed, and what was agreed to has the hash that was quoted.
SELECT
    'proposal' AS subject, p.id::text AS id, concat('its ', p.kind, ' was not agreed to by others') AS says,
    count(*) OVER () AS violations
FROM proposals AS p
WHERE
    p.state IN ('approved', 'executed')
    AND (
        p.first_checker_id IS NULL OR p.first_checker_id = p.maker_id OR p.second_checker_id = p.maker_id
        OR p.second_checker_id = p.first_checker_id OR (p.approvers = 2 AND p.second_checker_id IS NULL)
    )
ORDER BY p.id
LIMIT $1;

-- name: open_tables
-- Every table that the HTTP door's login reads and that has tenants' rows hides them from the others, its owner included.
SELECT
    'table' AS subject, c.relname::text AS id, 'its rows are not kept apart by municipality' AS says,
    count(*) OVER () AS violations
FROM pg_class AS c
INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid
INNER JOIN pg_attribute AS a ON c.oid = a.attrelid AND a.attname = 'municipality_id' AND NOT a.attisdropped
WHERE
    n.nspname = 'public' AND c.relkind = 'r' AND NOT c.relispartition
    AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
    AND has_table_privilege(regexp_replace(current_user, '_[a-z]+$', '_api'), c.oid, 'SELECT')
ORDER BY c.relname
LIMIT $1;

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
-- A hold that was refused was declined like a sale, and is told like one; any other hold counts by its captures.
WITH decided AS (
    SELECT currency, status, amount_minor, bonus_minor, refunded_minor, refunded_bonus_minor FROM payments
    UNION ALL
    SELECT currency, status, 0, 0, 0, 0 FROM authorisations WHERE status = 'declined'
)

SELECT
    d.currency,
    count(*) FILTER (WHERE d.status = 'captured') AS payments_count,
    count(*) FILTER (WHERE d.status = 'declined') AS declined_count,
    coalesce(sum(d.amount_minor), 0)::bigint AS spent_minor,
    coalesce(sum(d.bonus_minor), 0)::bigint AS bonus_minor,
    coalesce(sum(d.refunded_minor), 0)::bigint AS refunded_minor,
    coalesce(sum(d.refunded_bonus_minor), 0)::bigint AS refunded_bonus_minor
FROM decided AS d
GROUP BY d.currency
ORDER BY d.currency;
