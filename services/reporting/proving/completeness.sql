-- name: select_days
-- What the ledger said of each closed day beside what was heard of it: a sale counts with its bonus, a refund against it,
-- and what a shop paid to another is the one's loss and the other's gain.
WITH heard AS (
    SELECT settlement_date, merchant_id, currency, payments_count, refunds_count,
        spent_minor + bonus_minor - refunded_minor - bonus_refunded_minor AS net_minor
    FROM sales
    UNION ALL
    SELECT settlement_date, payer_id, currency, 0, 0, bonus_minor - respent_minor FROM respends
    UNION ALL
    SELECT settlement_date, payee_id, currency, 0, 0, respent_minor FROM respends
),

sides AS (
    SELECT settlement_date, merchant_id, currency,
        0 AS said_payments, 0 AS said_refunds, 0 AS said_minor,
        payments_count AS heard_payments, refunds_count AS heard_refunds, net_minor AS heard_minor,
        0 AS settled_minor, 0 AS batches
    FROM heard
    WHERE settlement_date IN (SELECT c.settlement_date FROM closed_days AS c)
    UNION ALL
    SELECT settlement_date, merchant_id, currency, payments_count, refunds_count, net_minor, 0, 0, 0, 0, 0
    FROM closed_days
    UNION ALL
    SELECT settlement_date, merchant_id, currency, 0, 0, 0, 0, 0, 0, net_minor, 1 FROM batches
)

SELECT
    settlement_date,
    merchant_id,
    currency,
    sum(said_payments)::bigint AS said_payments,
    sum(said_refunds)::bigint AS said_refunds,
    sum(said_minor)::bigint AS said_minor,
    sum(heard_payments)::bigint AS heard_payments,
    sum(heard_refunds)::bigint AS heard_refunds,
    sum(heard_minor)::bigint AS heard_minor,
    CASE WHEN sum(batches) > 0 THEN sum(settled_minor)::bigint END AS settled_minor
FROM sides
WHERE settlement_date >= $1::date AND settlement_date < ($1::date + interval '1 month')
GROUP BY settlement_date, merchant_id, currency
ORDER BY settlement_date, currency, merchant_id;
