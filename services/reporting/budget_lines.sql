-- name: add_fundings
INSERT INTO fundings AS kept (municipality_id, budget_line_id, month, currency, programme, funded_minor)
SELECT
    municipality_id,
    budget_line_id,
    date_trunc('month', happened_on)::date,
    currency,
    min(programme),
    sum(amount_minor)
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    budget_line_id uuid,
    happened_on date,
    currency text,
    programme text,
    amount_minor bigint
)
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
ON CONFLICT (municipality_id, budget_line_id, month, currency) DO UPDATE
SET funded_minor = kept.funded_minor + excluded.funded_minor;

-- name: select_line
-- A line may be credited from before its funding is heard: whichever came first names it.
SELECT
    budget_line_id AS id,
    min(programme) AS programme,
    currency,
    sum(funded_minor)::bigint AS funded_minor
FROM (
    SELECT budget_line_id, programme, currency, funded_minor FROM fundings WHERE budget_line_id = $1
    UNION ALL
    SELECT budget_line_id, programme, currency, 0 AS funded_minor FROM benefits WHERE budget_line_id = $1
) AS known
GROUP BY budget_line_id, currency;

-- name: select_months
-- Money of each month's benefit, from the line to the bank. A draw is settled when its shop's batch of that day is
-- closed, and paid when the bank has paid that day's payout.
SELECT
    month,
    sum(credited_minor)::bigint AS credited_minor,
    sum(account_minor)::bigint AS account_minor,
    sum(spent_minor)::bigint AS spent_minor,
    sum(refunded_minor)::bigint AS refunded_minor,
    sum(settled_minor)::bigint AS settled_minor,
    sum(paid_minor)::bigint AS paid_minor
FROM (
    SELECT
        month,
        credited_minor,
        account_minor,
        0 AS spent_minor,
        0 AS refunded_minor,
        0 AS settled_minor,
        0 AS paid_minor
    FROM benefits
    WHERE budget_line_id = $1
    UNION ALL
    SELECT
        d.benefit_month AS month,
        0 AS credited_minor,
        0 AS account_minor,
        d.spent_minor,
        d.refunded_minor,
        CASE WHEN EXISTS (
            SELECT FROM batches AS b
            WHERE b.settlement_date = d.settlement_date AND b.merchant_id = d.merchant_id AND b.currency = d.currency
        ) THEN d.spent_minor - d.refunded_minor ELSE 0 END AS settled_minor,
        CASE WHEN EXISTS (
            SELECT FROM payouts AS p
            WHERE
                p.settlement_date = d.settlement_date
                AND p.merchant_id = d.merchant_id
                AND p.currency = d.currency
                AND p.state = 'paid'
        ) THEN d.spent_minor - d.refunded_minor ELSE 0 END AS paid_minor
    FROM draws AS d
    WHERE d.budget_line_id = $1
) AS stages
GROUP BY month
ORDER BY month;

-- name: count_households
SELECT count(DISTINCT household_id) FROM benefits WHERE budget_line_id = $1;

-- name: select_shops
SELECT
    d.merchant_id,
    m.trade_name,
    coalesce(m.kind, 'unknown') AS merchant_kind,
    sum(d.spent_minor)::bigint AS spent_minor,
    sum(d.refunded_minor)::bigint AS refunded_minor
FROM draws AS d
LEFT JOIN merchants AS m ON d.municipality_id = m.municipality_id AND d.merchant_id = m.merchant_id
WHERE d.budget_line_id = $1
GROUP BY d.merchant_id, m.trade_name, m.kind
ORDER BY spent_minor DESC, d.merchant_id;
