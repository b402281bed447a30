-- name: select_flows
SELECT currency, measure, sum(value)::bigint AS value
FROM flows
WHERE $1::date IS NULL OR month = $1
GROUP BY currency, measure
ORDER BY currency, measure;

-- name: select_programmes
-- What each programme's households got in a month, and how many they are; the row without a programme is all of them.
SELECT
    currency,
    programme,
    count(DISTINCT household_id)::int AS households_count,
    sum(credited_minor + account_minor)::bigint AS amount_minor
FROM benefits
WHERE month = $1
GROUP BY GROUPING SETS ((currency, programme), (currency))
ORDER BY currency, programme;

-- name: select_spending
-- What was spent in a month, net of refunds, by programme and kind of shop, and how many wallets are behind each
-- figure. NULL is the sum over all; a shop whose acceptance was not heard yet is of kind unknown.
WITH shops AS (
    SELECT
        d.municipality_id,
        d.currency,
        d.programme,
        d.merchant_id,
        sum(d.spent_minor - d.refunded_minor) AS amount_minor
    FROM draws AS d
    WHERE d.settlement_date >= $1::date AND d.settlement_date < ($1::date + interval '1 month')
    GROUP BY d.municipality_id, d.currency, d.programme, d.merchant_id
),

amounts AS (
    SELECT s.currency, s.programme, coalesce(m.kind, 'unknown') AS merchant_kind, sum(s.amount_minor) AS amount_minor
    FROM shops AS s
    LEFT JOIN merchants AS m ON s.municipality_id = m.municipality_id AND s.merchant_id = m.merchant_id
    GROUP BY GROUPING SETS (
        (s.currency, s.programme, coalesce(m.kind, 'unknown')), (s.currency, s.programme),
        (s.currency, coalesce(m.kind, 'unknown')), (s.currency)
    )
),

wallets AS (
    SELECT
        b.currency,
        b.programme,
        coalesce(m.kind, 'unknown') AS merchant_kind,
        count(DISTINCT b.wallet_id) AS households_count
    FROM buyers AS b
    LEFT JOIN merchants AS m ON b.municipality_id = m.municipality_id AND b.merchant_id = m.merchant_id
    WHERE b.month = $1
    GROUP BY GROUPING SETS (
        (b.currency, b.programme, coalesce(m.kind, 'unknown')), (b.currency, b.programme),
        (b.currency, coalesce(m.kind, 'unknown')), (b.currency)
    )
)

SELECT
    a.currency,
    a.programme,
    a.merchant_kind,
    coalesce(w.households_count, 0)::int AS households_count,
    a.amount_minor::bigint AS amount_minor
FROM amounts AS a
LEFT JOIN wallets AS w
    ON
        a.currency = w.currency
        AND a.programme IS NOT DISTINCT FROM w.programme
        AND a.merchant_kind IS NOT DISTINCT FROM w.merchant_kind
ORDER BY a.currency, a.programme, a.merchant_kind;
