-- name: lock_till
-- Waits for what is being posted at the till, and lets nothing in before we commit.
SELECT t.period, m.currency FROM tills AS t
INNER JOIN merchants AS m ON t.merchant_id = m.id
WHERE t.id = $1
FOR UPDATE OF t;

-- name: open_period
SELECT t.period, m.currency FROM tills AS t
INNER JOIN merchants AS m ON t.merchant_id = m.id
WHERE t.id = $1;

-- name: lines
-- What the shop receives counts up, what it gives back or pays counts down; what was declined counts nothing.
WITH made AS (
    SELECT
        CASE WHEN p.status = 'declined' THEN 'declined' WHEN p.cash THEN 'withdrawal' ELSE 'sale' END AS kind,
        p.cashier_id, p.amount_minor, p.bonus_minor, p.amount_minor + p.bonus_minor AS net_minor,
        CASE WHEN p.status = 'captured' THEN p.remainder_minor ELSE 0 END AS remainder_minor
    FROM payments AS p
    WHERE p.till_id = $1 AND p.till_period = $2
    UNION ALL
    SELECT 'refund', r.cashier_id, r.amount_minor, r.bonus_minor, -r.amount_minor - r.bonus_minor, 0
    FROM refunds AS r
    WHERE r.till_id = $1 AND r.till_period = $2
    UNION ALL
    SELECT 'supplier', s.cashier_id, s.amount_minor, s.bonus_minor, s.bonus_minor - s.amount_minor, 0
    FROM respends AS s
    WHERE s.till_id = $1 AND s.till_period = $2 AND s.status = 'paid'
)

SELECT
    m.kind,
    c.number AS cashier_number,
    count(*) AS times,
    sum(m.amount_minor)::bigint AS amount_minor,
    sum(m.bonus_minor)::bigint AS bonus_minor,
    sum(m.remainder_minor)::bigint AS remainder_minor,
    sum(m.net_minor)::bigint AS net_minor
FROM made AS m
LEFT JOIN cashiers AS c ON m.cashier_id = c.id
GROUP BY m.kind, c.number
ORDER BY m.kind, c.number;

-- name: insert_report
INSERT INTO till_reports (
    id, till_id, period, currency, net_minor, lines, cashier_id, idempotency_key, fingerprint, closed_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: next_period
UPDATE tills SET period = period + 1, cashier_id = NULL WHERE id = $1;

-- name: earlier_report
SELECT id, fingerprint FROM till_reports WHERE till_id = $1 AND idempotency_key = $2;

-- name: get_report
SELECT
    r.id, r.till_id, r.period, r.currency, r.net_minor, r.lines, c.number AS closed_by_number, r.closed_at, r.version
FROM till_reports AS r
LEFT JOIN cashiers AS c ON r.cashier_id = c.id
WHERE r.id = $1;

-- name: list_reports
SELECT
    r.id, r.till_id, r.period, r.currency, r.net_minor, r.lines, c.number AS closed_by_number, r.closed_at, r.version
FROM till_reports AS r
LEFT JOIN cashiers AS c ON r.cashier_id = c.id
WHERE r.till_id = $1 AND ($2::uuid IS NULL OR r.id > $2)
ORDER BY r.id
LIMIT $3;
