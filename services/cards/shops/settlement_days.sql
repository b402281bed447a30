-- name: hold_calendars
-- Shared with other postings; closing a day waits for all of them.
SELECT municipality_id, closed_through FROM settlement_calendars
WHERE municipality_id = ANY ($1::uuid[])
ORDER BY municipality_id
FOR SHARE;

-- name: open_calendars
INSERT INTO settlement_calendars (municipality_id, closed_through)
SELECT n.municipality_id, n.closed_through
FROM unnest($1::uuid[], $2::date[]) AS n (municipality_id, closed_through)
ORDER BY n.municipality_id
ON CONFLICT DO NOTHING;

-- name: lock_calendar
SELECT closed_through FROM settlement_calendars WHERE municipality_id = $1 FOR UPDATE;

-- name: close_through
UPDATE settlement_calendars SET closed_through = $2 WHERE municipality_id = $1;

-- name: totals
-- What each shop is owed for the days that are being closed.
SELECT t.settlement_date, t.merchant_id, t.currency, t.payments_count, t.refunds_count, t.respends_count, t.net_minor
FROM (
    SELECT
        s.settlement_date,
        s.merchant_id,
        s.currency,
        count(*) FILTER (WHERE s.kind = 'payment') AS payments_count,
        count(*) FILTER (WHERE s.kind = 'refund') AS refunds_count,
        count(*) FILTER (WHERE s.kind = 'respend') AS respends_count,
        sum(s.minor)::bigint AS net_minor
    FROM (
        SELECT settlement_date, merchant_id, currency, 'payment' AS kind, amount_minor + bonus_minor AS minor
        FROM payments
        WHERE status = 'captured' AND settlement_date > $1 AND settlement_date <= $2
        UNION ALL
        SELECT settlement_date, merchant_id, currency, 'refund', -amount_minor - bonus_minor
        FROM refunds
        WHERE settlement_date > $1 AND settlement_date <= $2
        UNION ALL
        SELECT r.settlement_date, side.merchant_id, r.currency, 'respend', side.minor
        FROM respends AS r
        CROSS JOIN LATERAL (
            VALUES (r.payer_id, r.bonus_minor - r.amount_minor), (r.payee_id, r.amount_minor)
        ) AS side (merchant_id, minor)
        WHERE r.status = 'paid' AND r.settlement_date > $1 AND r.settlement_date <= $2
    ) AS s
    GROUP BY s.settlement_date, s.merchant_id, s.currency
) AS t
ORDER BY t.settlement_date, t.merchant_id;

-- name: insert_day
INSERT INTO settlement_days (
    id, settlement_date, payments_count, refunds_count, respends_count, net_minor, merchants, closed_by, closed_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: get_day
SELECT
    id, settlement_date, payments_count, refunds_count, respends_count, net_minor, merchants, closed_at, version
FROM settlement_days
WHERE id = $1;

-- name: list_days
SELECT
    id, settlement_date, payments_count, refunds_count, respends_count, net_minor, merchants, closed_at, version
FROM settlement_days
WHERE $1::uuid IS NULL OR id > $1
ORDER BY id
LIMIT $2;
