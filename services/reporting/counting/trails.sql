-- name: select_months
-- Money of each month's benefit, from the line to the bank. A draw is settled when its shop's batch of that day is
-- closed; instructed, paid and returned are by what became of that day's payout.
SELECT
    month,
    sum(credited_minor)::bigint AS credited_minor,
    sum(account_minor)::bigint AS account_minor,
    sum(expired_minor)::bigint AS expired_minor,
    sum(spent_minor)::bigint AS spent_minor,
    sum(refunded_minor)::bigint AS refunded_minor,
    sum(bonus_minor)::bigint AS bonus_minor,
    sum(settled_minor)::bigint AS settled_minor,
    sum(instructed_minor)::bigint AS instructed_minor,
    sum(paid_minor)::bigint AS paid_minor,
    sum(returned_minor)::bigint AS returned_minor
FROM (
    SELECT
        month,
        credited_minor,
        account_minor,
        expired_minor,
        0 AS spent_minor,
        0 AS refunded_minor,
        0 AS bonus_minor,
        0 AS settled_minor,
        0 AS instructed_minor,
        0 AS paid_minor,
        0 AS returned_minor
    FROM benefits
    WHERE budget_line_id = $1
    UNION ALL
    SELECT
        d.benefit_month AS month,
        0 AS credited_minor,
        0 AS account_minor,
        0 AS expired_minor,
        d.spent_minor,
        d.refunded_minor,
        d.bonus_minor - d.bonus_refunded_minor AS bonus_minor,
        CASE WHEN EXISTS (
            SELECT FROM batches AS b
            WHERE b.settlement_date = d.settlement_date AND b.merchant_id = d.merchant_id AND b.currency = d.currency
        ) THEN d.spent_minor - d.refunded_minor ELSE 0 END AS settled_minor,
        CASE WHEN p.state = 'instructed' THEN d.spent_minor - d.refunded_minor ELSE 0 END AS instructed_minor,
        CASE WHEN p.state = 'paid' THEN d.spent_minor - d.refunded_minor ELSE 0 END AS paid_minor,
        CASE WHEN p.state = 'returned' THEN d.spent_minor - d.refunded_minor ELSE 0 END AS returned_minor
    FROM draws AS d
    LEFT JOIN LATERAL (
        -- Of several payouts of a day the one that got furthest: what came back is instructed again.
        SELECT state FROM payouts AS p
        WHERE p.settlement_date = d.settlement_date AND p.merchant_id = d.merchant_id AND p.currency = d.currency
        ORDER BY array_position(ARRAY['paid', 'instructed', 'returned'], p.state) LIMIT 1
    ) AS p ON true
    WHERE d.budget_line_id = $1
) AS stages
GROUP BY month
ORDER BY month;

-- name: select_runs
SELECT
    run_id,
    month,
    sum(credited_minor)::bigint AS credited_minor,
    sum(account_minor)::bigint AS account_minor,
    count(DISTINCT household_id)::int AS households_count
FROM benefits
WHERE budget_line_id = $1 AND run_id <> '00000000-0000-0000-0000-000000000000'
GROUP BY run_id, month
ORDER BY month, run_id;

-- name: select_kinds
SELECT coalesce(m.kind, 'unknown') AS merchant_kind, sum(d.spent_minor - d.refunded_minor)::bigint AS amount_minor
FROM draws AS d
LEFT JOIN merchants AS m ON d.municipality_id = m.municipality_id AND d.merchant_id = m.merchant_id
WHERE d.budget_line_id = $1
GROUP BY 1
ORDER BY 1;

-- name: select_hops
-- What shops passed on of a line's money, by how many shops have held it then.
SELECT hop, sum(respent_minor)::bigint AS amount_minor
FROM respent_draws
WHERE budget_line_id = $1
GROUP BY hop
ORDER BY hop;

-- name: select_suppliers
SELECT
    r.payee_id AS merchant_id,
    m.trade_name,
    coalesce(m.kind, 'unknown') AS merchant_kind,
    r.hop,
    sum(r.respent_minor)::bigint AS amount_minor
FROM respent_draws AS r
LEFT JOIN merchants AS m ON r.municipality_id = m.municipality_id AND r.payee_id = m.merchant_id
WHERE r.budget_line_id = $1
GROUP BY r.payee_id, m.trade_name, m.kind, r.hop
ORDER BY amount_minor DESC, r.payee_id, r.hop;

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

-- name: count_households
SELECT count(DISTINCT household_id) FROM benefits WHERE budget_line_id = $1;
