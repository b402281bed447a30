-- name: add_sales
INSERT INTO merchant_months (municipality_id, merchant_id, month, currency, revenue_minor)
SELECT n.municipality_id, n.merchant_id, date_trunc('month', n.settlement_date)::date, n.currency, sum(n.minor)::bigint
FROM unnest($1::uuid [], $2::uuid [], $3::date [], $4::text [], $5::bigint [])
AS n (municipality_id, merchant_id, settlement_date, currency, minor)
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
ON CONFLICT (municipality_id, merchant_id, month, currency) DO UPDATE
SET revenue_minor = merchant_months.revenue_minor + excluded.revenue_minor;
