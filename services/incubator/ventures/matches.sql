-- name: select_candidates
-- Who trades in a category, with the orders that each has taken on.
SELECT
    enterprise.id,
    count(*) FILTER (WHERE service_order.state IN ('offered', 'accepted', 'delivered')) AS orders_open,
    count(*) FILTER (WHERE service_order.state IN ('approved', 'invoiced', 'paying', 'paid', 'failed')) AS orders_won
FROM enterprises AS enterprise
LEFT JOIN service_orders AS service_order ON service_order.enterprise_id = enterprise.id
WHERE enterprise.state = 'trading' AND $1 = ANY(enterprise.categories)
GROUP BY enterprise.id
-- Where there are more than can be weighed, those with the fewest orders are.
ORDER BY orders_won, orders_open, enterprise.id
LIMIT 100;
