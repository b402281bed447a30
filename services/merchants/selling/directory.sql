-- name: select_entries
SELECT
    m.id,
    m.trade_name,
    m.kind,
    m.categories,
    a.accepted_from,
    coalesce((
        SELECT max(o.bonus_basis_points)
        FROM offers AS o
        WHERE
            o.status = 'published' AND $1 BETWEEN o.valid_from AND o.valid_until
            AND (o.merchant_id = m.id OR o.merchant_kind = m.kind)
    ), 0) AS bonus_basis_points,
    coalesce((
        SELECT jsonb_agg(jsonb_build_object('name', p.name, 'area', p.area, 'address', p.address) ORDER BY p.id)
        FROM outlets AS p
        WHERE p.merchant_id = m.id
    ), '[]') AS outlets
FROM merchants AS m
INNER JOIN acceptances AS a ON m.id = a.merchant_id
WHERE
    a.accepted_from <= $1
    AND (a.accepted_until IS NULL OR a.accepted_until > $1)
    AND ($2::text IS NULL OR $2 = ANY(m.categories))
    AND ($3::text IS NULL OR EXISTS (SELECT FROM outlets AS p WHERE p.merchant_id = m.id AND p.area = $3))
    AND ($4::uuid IS NULL OR m.id > $4)
ORDER BY m.id
LIMIT $5;
