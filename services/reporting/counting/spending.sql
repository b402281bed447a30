-- name: select_buckets
-- What was spent in a month, net of refunds, by programme, kind of shop and area, and how many wallets are behind each
-- figure. NULL is the sum over all; a shop of which nothing is known yet is of kind and in an area unknown.
WITH spent AS (
    SELECT
        d.currency,
        d.programme,
        coalesce(m.kind, 'unknown') AS merchant_kind,
        coalesce(m.area, 'unknown') AS area,
        sum(d.spent_minor - d.refunded_minor) AS amount_minor
    FROM draws AS d
    LEFT JOIN merchants AS m ON d.municipality_id = m.municipality_id AND d.merchant_id = m.merchant_id
    WHERE d.settlement_date >= $1::date AND d.settlement_date < ($1::date + interval '1 month')
    GROUP BY 1, 2, 3, 4
),

bought AS (
    SELECT DISTINCT
        b.currency,
        b.programme,
        coalesce(m.kind, 'unknown') AS merchant_kind,
        coalesce(m.area, 'unknown') AS area,
        b.wallet_id
    FROM buyers AS b
    LEFT JOIN merchants AS m ON b.municipality_id = m.municipality_id AND b.merchant_id = m.merchant_id
    WHERE b.month = $1
),

amounts AS (
    SELECT currency, programme, merchant_kind, area, sum(amount_minor) AS amount_minor
    FROM spent
    GROUP BY currency, cube (programme, merchant_kind, area)
),

wallets AS (
    SELECT currency, programme, merchant_kind, area, count(DISTINCT wallet_id) AS households_count
    FROM bought
    GROUP BY currency, cube (programme, merchant_kind, area)
)

SELECT
    a.currency,
    a.programme,
    a.merchant_kind,
    a.area,
    coalesce(w.households_count, 0)::int AS households_count,
    a.amount_minor::bigint AS amount_minor
FROM amounts AS a
LEFT JOIN wallets AS w
    ON
        a.currency = w.currency
        AND a.programme IS NOT DISTINCT FROM w.programme
        AND a.merchant_kind IS NOT DISTINCT FROM w.merchant_kind
        AND a.area IS NOT DISTINCT FROM w.area
ORDER BY a.currency, a.programme, a.merchant_kind, a.area;
