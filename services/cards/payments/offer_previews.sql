-- name: running
SELECT
    o.id, o.programme, o.bonus_basis_points, o.bonus_minor_max, o.funded_by, o.categories, o.minimum_minor, o.stacks,
    o.household_month_minor_max AS month_left_minor, coalesce(w.balance_minor, 0) AS pot_minor
FROM offers AS o
INNER JOIN merchants AS m ON o.merchant_id = m.id OR (o.merchant_id IS NULL AND o.merchant_kind = m.kind)
LEFT JOIN budget_lines AS b
    ON
        o.funded_by = 'pot' AND o.municipality_id = b.municipality_id AND o.programme = b.programme
        AND o.currency = b.currency AND b.purpose = 'bonus' AND b.status = 'open'
LEFT JOIN wallets AS w ON b.wallet_id = w.id
WHERE
    m.id = $1 AND NOT o.ended AND o.currency = $2 AND $3::date BETWEEN o.valid_from AND o.valid_until
    AND (o.areas = '{}' OR EXISTS (SELECT FROM unnest(o.areas) AS a (area) WHERE starts_with($4::text, a.area)))
ORDER BY o.id;

-- name: pot
SELECT w.balance_minor FROM budget_lines AS b
INNER JOIN wallets AS w ON b.wallet_id = w.id
WHERE b.programme = $1 AND b.currency = $2 AND b.purpose = 'bonus' AND b.status = 'open';
