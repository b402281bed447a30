-- name: count_credited
-- The households behind each figure of what was credited, for all lines of a currency: by programme, line, month and run,
-- and of each month over programmes and lines. NULL is the sum over all.
SELECT
    programme,
    budget_line_id::text AS line,
    month::text AS month,
    run_id::text AS run,
    count(DISTINCT household_id) FILTER (WHERE credited_minor > 0 OR account_minor > 0) AS credited,
    count(DISTINCT household_id) FILTER (WHERE expired_minor > 0) AS expired
FROM benefits
WHERE currency = $1
GROUP BY GROUPING SETS (
    (programme, budget_line_id, month, run_id), (programme, budget_line_id, month), (programme, budget_line_id),
    (programme, month), (month)
);

-- name: count_spent
-- The wallets behind each figure of what was spent, for all lines of a programme: by line, by the month of the benefit and
-- by kind of shop; and by the month of the sale over all lines.
SELECT
    b.budget_line_id::text AS line,
    b.benefit_month::text AS month,
    coalesce(m.kind, 'unknown') AS merchant_kind,
    b.month::text AS sold_in,
    count(DISTINCT b.wallet_id) AS spent
FROM buyers AS b
LEFT JOIN merchants AS m ON b.municipality_id = m.municipality_id AND b.merchant_id = m.merchant_id
WHERE b.programme = $1 AND b.currency = $2
GROUP BY GROUPING SETS (
    (b.budget_line_id), (b.budget_line_id, b.benefit_month), (b.budget_line_id, coalesce(m.kind, 'unknown')), (b.month)
);
