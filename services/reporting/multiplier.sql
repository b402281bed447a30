-- name: select_rounds
-- Spending is net of refunds, and by the month of the lots that it drew. Cash from a shop is no spending there, and what
-- the bank pays the shop for it is no money that the shop could spend again.
SELECT
    currency,
    sum(credited_minor)::bigint AS credited_minor,
    sum(spent_minor)::bigint AS spent_minor,
    sum(cash_minor)::bigint AS cash_minor,
    sum(respent_minor)::bigint AS respent_minor,
    greatest(sum(paid_out_minor), 0)::bigint AS paid_out_minor
FROM (
    SELECT
        currency, credited_minor, 0 AS spent_minor, 0 AS cash_minor, 0 AS respent_minor, 0 AS paid_out_minor
    FROM benefits
    WHERE $1::date IS NULL OR month = $1
    UNION ALL
    SELECT
        d.currency,
        0 AS credited_minor,
        d.spent_minor - d.refunded_minor - d.cash_minor AS spent_minor,
        d.cash_minor,
        0 AS respent_minor,
        CASE WHEN EXISTS (
            SELECT FROM payouts AS p
            WHERE
                p.settlement_date = d.settlement_date
                AND p.merchant_id = d.merchant_id
                AND p.currency = d.currency
                AND p.state = 'paid'
        ) THEN d.spent_minor - d.refunded_minor - d.cash_minor ELSE 0 END AS paid_out_minor
    FROM draws AS d
    WHERE $1::date IS NULL OR d.benefit_month = $1
    UNION ALL
    -- What the first shop passed on: its bank has not paid that out to it.
    SELECT
        r.currency,
        0 AS credited_minor,
        0 AS spent_minor,
        0 AS cash_minor,
        r.respent_minor,
        CASE WHEN EXISTS (
            SELECT FROM payouts AS p
            WHERE
                p.settlement_date = r.settlement_date
                AND p.merchant_id = r.payer_id
                AND p.currency = r.currency
                AND p.state = 'paid'
        ) THEN -r.respent_minor ELSE 0 END AS paid_out_minor
    FROM respent_draws AS r
    WHERE r.hop = 2 AND ($1::date IS NULL OR r.benefit_month = $1)
) AS observed
GROUP BY currency
ORDER BY currency;
