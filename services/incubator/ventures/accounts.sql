-- name: insert_accounts
INSERT INTO enterprise_accounts (
    id, enterprise_id, currency, year, members, members_included, inclusion, revenue_minor, public_revenue_minor,
    profit_minor, reserve_minor, to_employees_minor, reference, sha256, stated_at, stated_by
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
RETURNING
    id, enterprise_id, currency, year, members, members_included, inclusion, revenue_minor, public_revenue_minor,
    profit_minor, reserve_minor, to_employees_minor, reference, sha256, stated_at, stated_by;

-- name: select_accounts
SELECT
    id, enterprise_id, currency, year, members, members_included, inclusion, revenue_minor, public_revenue_minor,
    profit_minor, reserve_minor, to_employees_minor, reference, sha256, stated_at, stated_by
FROM enterprise_accounts
WHERE id = $1;

-- name: select_years
SELECT DISTINCT ON (year)
    id, enterprise_id, currency, year, members, members_included, inclusion, revenue_minor, public_revenue_minor,
    profit_minor, reserve_minor, to_employees_minor, reference, sha256, stated_at, stated_by
FROM enterprise_accounts
WHERE enterprise_id = $1
ORDER BY year ASC, id DESC;

-- name: select_ordered
-- What public bodies have ordered and an enterprise has taken on, by the year in which it was offered.
SELECT
    extract(YEAR FROM offered_at AT TIME ZONE $2)::int AS year,
    sum(coalesce(invoiced_minor, value_minor))::bigint AS minor
FROM service_orders
WHERE enterprise_id = $1 AND state <> 'cancelled'
GROUP BY 1
ORDER BY 1;
