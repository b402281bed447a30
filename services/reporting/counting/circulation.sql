-- name: select_stocks
-- The money that households held in a period, day by day, and what they spent of it: each change counts for the days from
-- it to the end, what was there before for all of them.
WITH changes AS (
    SELECT day, currency, credited_minor - expired_minor AS change_minor, 0 AS spent_minor
    FROM credited_days
    WHERE day <= $2 AND ($3::text IS NULL OR programme = $3)
    UNION ALL
    SELECT
        settlement_date AS day,
        currency,
        refunded_minor - spent_minor AS change_minor,
        CASE WHEN settlement_date >= $1 THEN spent_minor - refunded_minor ELSE 0 END AS spent_minor
    FROM draws
    WHERE settlement_date <= $2 AND ($3::text IS NULL OR programme = $3)
)

SELECT
    currency,
    (sum(change_minor * ($2::date - greatest(day, $1::date) + 1)) / ($2::date - $1::date + 1))::bigint AS stock_minor,
    sum(spent_minor)::bigint AS moved_minor
FROM changes
GROUP BY currency
ORDER BY currency;

-- name: select_shop_stocks
-- What shops were owed, from their sales until a bank paid them, and what of it they paid each other.
WITH changes AS (
    SELECT
        settlement_date AS day,
        currency,
        spent_minor + bonus_minor - refunded_minor - bonus_refunded_minor AS change_minor,
        0 AS moved_minor
    FROM sales
    WHERE settlement_date <= $2
    UNION ALL
    SELECT
        settlement_date AS day,
        currency,
        bonus_minor AS change_minor,
        CASE WHEN settlement_date >= $1 THEN respent_minor ELSE 0 END AS moved_minor
    FROM respends
    WHERE settlement_date <= $2
    UNION ALL
    SELECT happened_on AS day, currency, -amount_minor AS change_minor, 0 AS moved_minor
    FROM payouts
    WHERE state = 'paid' AND happened_on <= $2
)

SELECT
    currency,
    (sum(change_minor * ($2::date - greatest(day, $1::date) + 1)) / ($2::date - $1::date + 1))::bigint AS stock_minor,
    sum(moved_minor)::bigint AS moved_minor
FROM changes
GROUP BY currency
ORDER BY currency;

-- name: select_shares
-- How spending spreads over shops, in basis points: the sum of squared shares (Herfindahl and Hirschman), the five
-- largest, social enterprises; and how many shops a unit of money has passed on average.
WITH spent AS (
    SELECT municipality_id, merchant_id, currency, sum(spent_minor - refunded_minor) AS amount_minor
    FROM draws
    WHERE settlement_date BETWEEN $1 AND $2 AND ($3::text IS NULL OR programme = $3)
    GROUP BY municipality_id, merchant_id, currency
    HAVING sum(spent_minor - refunded_minor) > 0
),

ranked AS (
    SELECT
        s.currency,
        s.amount_minor,
        coalesce(m.kind = 'social_enterprise', false) AS is_social,
        sum(s.amount_minor) OVER (PARTITION BY s.currency) AS all_minor,
        row_number() OVER (PARTITION BY s.currency ORDER BY s.amount_minor DESC, s.merchant_id) AS place
    FROM spent AS s
    LEFT JOIN merchants AS m ON s.municipality_id = m.municipality_id AND s.merchant_id = m.merchant_id
),

passed_on AS (
    SELECT currency, sum(respent_minor) AS amount_minor
    FROM respent_draws
    WHERE
        settlement_date BETWEEN $1 AND $2
        AND (
            $3::text IS NULL
            OR budget_line_id IN (SELECT d.budget_line_id FROM draws AS d WHERE d.programme = $3)
        )
    GROUP BY currency
)

SELECT
    r.currency,
    count(*)::int AS shops_count,
    round(sum((r.amount_minor / r.all_minor) ^ 2) * 10000)::bigint AS concentration_basis_points,
    round(coalesce(sum(r.amount_minor) FILTER (WHERE r.place <= 5), 0) * 10000 / min(r.all_minor))::bigint
        AS largest_five_basis_points,
    round(coalesce(sum(r.amount_minor) FILTER (WHERE r.is_social), 0) * 10000 / min(r.all_minor))::bigint
        AS social_enterprise_basis_points,
    round((min(r.all_minor) + coalesce(min(p.amount_minor), 0)) * 10000 / min(r.all_minor))::bigint
        AS hops_basis_points
FROM ranked AS r
LEFT JOIN passed_on AS p ON r.currency = p.currency
GROUP BY r.currency
ORDER BY r.currency;

-- name: select_first_spending
-- How long the benefit that came in the period lay until some of it was first spent.
WITH came AS (
    SELECT b.household_id, b.budget_line_id, b.month, b.currency, min(c.day) AS day
    FROM benefits AS b
    INNER JOIN credited_days AS c ON b.municipality_id = c.municipality_id AND b.run_id = c.run_id
    WHERE b.credited_minor > 0 AND c.day BETWEEN $1 AND $2 AND ($3::text IS NULL OR b.programme = $3)
    GROUP BY b.household_id, b.budget_line_id, b.month, b.currency
),

used AS (
    SELECT w.household_id, u.budget_line_id, u.benefit_month, u.currency, min(u.first_on) AS day
    FROM buyers AS u
    INNER JOIN wallets AS w ON u.municipality_id = w.municipality_id AND u.wallet_id = w.wallet_id
    GROUP BY w.household_id, u.budget_line_id, u.benefit_month, u.currency
)

SELECT
    c.currency,
    count(DISTINCT c.household_id)::int AS households_count,
    count(*)::int AS credits_count,
    count(u.day)::int AS used_count,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY greatest(u.day - c.day, 0)) FILTER (WHERE u.day IS NOT NULL)
        AS days_median,
    percentile_disc(0.9) WITHIN GROUP (ORDER BY greatest(u.day - c.day, 0)) FILTER (WHERE u.day IS NOT NULL)
        AS days_ninth_decile
FROM came AS c
LEFT JOIN used AS u
    ON
        c.household_id = u.household_id AND c.budget_line_id = u.budget_line_id AND c.month = u.benefit_month
        AND c.currency = u.currency
GROUP BY c.currency
ORDER BY c.currency;

-- name: count_buyers
-- The fewest that are behind any figure of a period: who bought in the months that it touches.
SELECT currency, count(DISTINCT wallet_id)::int AS households_count
FROM buyers
WHERE
    month >= date_trunc('month', $1::date) AND month <= $2::date AND ($3::text IS NULL OR programme = $3)
GROUP BY currency;
