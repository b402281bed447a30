-- name: select_rounds
-- Spending is net of refunds, and by the month of the lots that it drew. Cash from a shop is no spending there, and what
-- the bank pays the shop for it is no money that the shop could spend again. Chosen by months, programme and where the
-- money was first spent (kind of shop, area); what was credited and later hops are of no shop and told only without that.
WITH chosen AS (
    SELECT municipality_id, merchant_id FROM merchants
    WHERE
        ($4::text IS NULL OR kind = $4)
        AND ($5::text IS NULL OR coalesce(area, 'unknown') = $5)
),

lines AS (
    SELECT DISTINCT budget_line_id FROM draws WHERE programme = $3
),

-- Asked for by IN, which is hashed whatever the planner expects: it cannot tell how many payouts are paid by now.
paid AS (
    SELECT settlement_date, merchant_id, currency FROM payouts WHERE state = 'paid'
),

observed AS (
    SELECT
        currency,
        credited_minor,
        0 AS spent_minor,
        0 AS cash_minor,
        0 AS hop,
        0 AS respent_minor,
        0 AS paid_out_minor
    FROM benefits
    WHERE
        month BETWEEN coalesce($1::date, month) AND coalesce($2::date, month)
        AND ($3::text IS NULL OR programme = $3)
        AND $4::text IS NULL AND $5::text IS NULL
    UNION ALL
    SELECT
        d.currency,
        0 AS credited_minor,
        d.spent_minor - d.refunded_minor - d.cash_minor AS spent_minor,
        d.cash_minor,
        0 AS hop,
        0 AS respent_minor,
        CASE
            WHEN (d.settlement_date, d.merchant_id, d.currency)
                IN (SELECT p.settlement_date, p.merchant_id, p.currency FROM paid AS p)
                THEN d.spent_minor - d.refunded_minor - d.cash_minor
            ELSE 0
        END AS paid_out_minor
    FROM draws AS d
    WHERE
        d.benefit_month BETWEEN coalesce($1::date, d.benefit_month) AND coalesce($2::date, d.benefit_month)
        AND ($3::text IS NULL OR d.programme = $3)
        AND (($4::text IS NULL AND $5::text IS NULL) OR d.merchant_id IN (SELECT c.merchant_id FROM chosen AS c))
    UNION ALL
    -- What the first shop passed on: its bank has not paid that out to it.
    SELECT
        r.currency,
        0 AS credited_minor,
        0 AS spent_minor,
        0 AS cash_minor,
        r.hop,
        r.respent_minor,
        CASE
            WHEN r.hop = 2 AND (r.settlement_date, r.payer_id, r.currency)
                IN (SELECT p.settlement_date, p.merchant_id, p.currency FROM paid AS p)
                THEN -r.respent_minor
            ELSE 0
        END AS paid_out_minor
    FROM respent_draws AS r
    WHERE
        r.benefit_month BETWEEN coalesce($1::date, r.benefit_month) AND coalesce($2::date, r.benefit_month)
        AND ($3::text IS NULL OR r.budget_line_id IN (SELECT l.budget_line_id FROM lines AS l))
        AND (
            ($4::text IS NULL AND $5::text IS NULL)
            OR (r.hop = 2 AND r.payer_id IN (SELECT c.merchant_id FROM chosen AS c))
        )
)

SELECT
    currency,
    sum(credited_minor)::bigint AS credited_minor,
    sum(spent_minor)::bigint AS spent_minor,
    sum(cash_minor)::bigint AS cash_minor,
    coalesce(sum(respent_minor) FILTER (WHERE hop = 2), 0)::bigint AS respent_minor,
    coalesce(sum(respent_minor) FILTER (WHERE hop > 2), 0)::bigint AS further_minor,
    greatest(sum(paid_out_minor), 0)::bigint AS paid_out_minor
FROM observed
GROUP BY currency
ORDER BY currency;

-- name: count_buyers
-- The wallets behind a figure, by currency.
SELECT b.currency, count(DISTINCT b.wallet_id)::int AS households_count
FROM buyers AS b
LEFT JOIN merchants AS m ON b.municipality_id = m.municipality_id AND b.merchant_id = m.merchant_id
WHERE
    b.benefit_month BETWEEN coalesce($1::date, b.benefit_month) AND coalesce($2::date, b.benefit_month)
    AND ($3::text IS NULL OR b.programme = $3)
    AND ($4::text IS NULL OR m.kind = $4)
    AND ($5::text IS NULL OR coalesce(m.area, 'unknown') = $5)
GROUP BY b.currency;
