-- name: standing
SELECT
    t.merchant_id,
    t.stopped_at,
    t.period,
    m.currency,
    m.categories,
    t.cashier_id,
    c.number,
    c.rights,
    EXISTS (SELECT FROM cashiers AS a WHERE a.outlet_id = t.outlet_id AND NOT a.ended) AS has_cashiers
FROM tills AS t
INNER JOIN merchants AS m ON t.merchant_id = m.id
LEFT JOIN cashiers AS c ON t.cashier_id = c.id
WHERE t.id = $1;
