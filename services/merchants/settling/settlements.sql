-- name: share_days
-- Many rows of a day may be kept at once, but none beside the closing of the day.
SELECT pg_advisory_xact_lock_shared(hashtextextended('settlement ' || d.municipality_id || ' ' || d.settlement_date, 0))
FROM (
    SELECT DISTINCT n.municipality_id, n.settlement_date
    FROM unnest($1::uuid [], $2::date []) AS n (municipality_id, settlement_date)
) AS d;

-- name: own_day
SELECT pg_advisory_xact_lock(hashtextextended('settlement ' || koinon.municipality() || ' ' || $1::date, 0));

-- name: insert_entries
INSERT INTO settlement_entries (
    municipality_id, id, kind, payment_id, merchant_id, till_id, currency, amount_minor, bonus_minor, settlement_date,
    discount_minor, offer_id, discount_offer_id
)
SELECT
    n.municipality_id, n.id, n.kind, n.payment_id, n.merchant_id, n.till_id, n.currency, n.amount_minor, n.bonus_minor,
    n.settlement_date, n.discount_minor, n.offer_id, n.discount_offer_id
FROM unnest(
    $1::uuid [], $2::uuid [], $3::text [], $4::uuid [], $5::uuid [], $6::uuid [], $7::text [], $8::bigint [],
    $9::bigint [], $10::date [], $11::bigint [], $12::uuid [], $13::uuid []
) AS n (
    municipality_id, id, kind, payment_id, merchant_id, till_id, currency, amount_minor, bonus_minor, settlement_date,
    discount_minor, offer_id, discount_offer_id
);

-- name: insert_respend
INSERT INTO settlement_respends (respend_id, merchant_id, currency, net_minor, settlement_date)
VALUES ($1, $2, $3, $4, $5);

-- name: lock_total
-- The lock lets two late rows of one merchant complete its batch one after the other.
SELECT batch_id
FROM settlement_totals
WHERE settlement_date = $1 AND merchant_id = $2 AND currency = $3
FOR UPDATE;

-- name: lock_totals
-- The same for many rows at once: figures of days that were closed before they came.
SELECT t.batch_id
FROM settlement_totals AS t
INNER JOIN unnest($1::uuid [], $2::date [], $3::uuid [], $4::text [])
AS n (municipality_id, settlement_date, merchant_id, currency)
    ON
        t.municipality_id = n.municipality_id
        AND t.settlement_date = n.settlement_date
        AND t.merchant_id = n.merchant_id
        AND t.currency = n.currency
FOR UPDATE OF t;

-- name: insert_day
INSERT INTO settlement_days (id, settlement_date, closed_at) VALUES ($1, $2, $3);

-- name: select_day
SELECT id, closed_at FROM settlement_days WHERE settlement_date = $1 ORDER BY id LIMIT 1;

-- name: insert_total
INSERT INTO settlement_totals (
    settlement_day_id, settlement_date, merchant_id, currency, payments_count, refunds_count, respends_count, net_minor
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: select_positions
SELECT
    merchant_id,
    currency,
    t.batch_id,
    coalesce(t.payments_count, 0) AS payments_count,
    coalesce(t.refunds_count, 0) AS refunds_count,
    coalesce(t.respends_count, 0) AS respends_count,
    coalesce(t.net_minor, 0) AS net_minor,
    coalesce(e.payments_count, 0) AS our_payments_count,
    coalesce(e.refunds_count, 0) AS our_refunds_count,
    coalesce(e.respends_count, 0) AS our_respends_count,
    coalesce(e.net_minor, 0) AS our_net_minor
FROM (
    SELECT merchant_id, currency, batch_id, payments_count, refunds_count, respends_count, net_minor
    FROM settlement_totals
    WHERE settlement_date = $1 AND ($2::uuid IS NULL OR merchant_id = $2)
) AS t
FULL JOIN (
    SELECT
        merchant_id,
        currency,
        count(*) FILTER (WHERE kind = 'payment') AS payments_count,
        count(*) FILTER (WHERE kind = 'refund') AS refunds_count,
        count(*) FILTER (WHERE kind = 'respend') AS respends_count,
        sum(net_minor)::bigint AS net_minor
    FROM (
        SELECT merchant_id, currency, kind, net_minor FROM settlement_entries
        WHERE settlement_date = $1 AND ($2::uuid IS NULL OR merchant_id = $2)
        UNION ALL
        SELECT merchant_id, currency, 'respend', net_minor FROM settlement_respends
        WHERE settlement_date = $1 AND ($2::uuid IS NULL OR merchant_id = $2)
    ) AS rows_of_day
    GROUP BY merchant_id, currency
) AS e USING (merchant_id, currency)
ORDER BY merchant_id, currency;

-- name: close_batches
WITH closed AS (
    INSERT INTO batches (
        id, merchant_id, settlement_date, currency, payments_count, refunds_count, respends_count, net_minor, status,
        closed_at
    )
    SELECT
        new.id, t.merchant_id, t.settlement_date, t.currency, t.payments_count, t.refunds_count, t.respends_count,
        t.net_minor, 'closed', $5
    FROM unnest($2::uuid [], $3::uuid [], $4::text []) AS new (id, merchant_id, currency)
    INNER JOIN settlement_totals AS t
        ON new.merchant_id = t.merchant_id AND new.currency = t.currency AND t.settlement_date = $1
    RETURNING id, merchant_id, currency
)

UPDATE settlement_totals AS t SET batch_id = closed.id
FROM closed
WHERE t.settlement_date = $1 AND t.merchant_id = closed.merchant_id AND t.currency = closed.currency;
