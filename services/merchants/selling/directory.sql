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
            o.status = 'published' AND o.funded_by = 'pot' AND $1 BETWEEN o.valid_from AND o.valid_until
            AND (o.merchant_id = m.id OR o.merchant_kind = m.kind)
    ), 0) AS bonus_basis_points,
    coalesce((
        SELECT
            jsonb_agg(jsonb_build_object(
                'bonus_basis_points', o.bonus_basis_points, 'bonus_minor_max', o.bonus_minor_max,
                'currency', o.currency, 'valid_until', o.valid_until, 'funded_by', o.funded_by,
                'categories', o.categories, 'areas', o.areas, 'minimum_minor', o.minimum_minor,
                'household_month_minor_max', o.household_month_minor_max
            ) ORDER BY o.id)
        FROM offers AS o
        WHERE
            o.status = 'published' AND $1 BETWEEN o.valid_from AND o.valid_until
            AND (o.merchant_id = m.id OR o.merchant_kind = m.kind)
    ), '[]') AS offers,
    coalesce((
        SELECT
            jsonb_agg(jsonb_build_object(
                'name', p.name, 'area', p.area, 'address', p.address,
                'latitude', p.latitude, 'longitude', p.longitude
            ) ORDER BY p.id)
        FROM outlets AS p
        WHERE p.merchant_id = m.id AND p.closed_at IS NULL
    ), '[]') AS outlets
FROM merchants AS m
INNER JOIN acceptances AS a ON m.id = a.merchant_id
WHERE
    a.accepted_from <= $1
    AND (a.accepted_until IS NULL OR a.accepted_until > $1)
    AND ($2::text IS NULL OR $2 = ANY(m.categories))
    AND (
        $3::text IS NULL
        OR EXISTS (SELECT FROM outlets AS p WHERE p.merchant_id = m.id AND p.area = $3 AND p.closed_at IS NULL)
    )
    AND ($4::uuid IS NULL OR m.id > $4)
ORDER BY m.id
LIMIT $5;

-- name: select_signs
SELECT
    p.id,
    m.id AS merchant_id,
    m.trade_name,
    m.kind,
    m.categories,
    p.name,
    p.area,
    p.address,
    p.latitude,
    p.longitude,
    coalesce((
        SELECT max(o.bonus_basis_points)
        FROM offers AS o
        WHERE
            o.status = 'published' AND o.funded_by = 'pot' AND $1 BETWEEN o.valid_from AND o.valid_until
            AND (o.merchant_id = m.id OR o.merchant_kind = m.kind)
    ), 0) AS bonus_basis_points
FROM outlets AS p
INNER JOIN merchants AS m ON p.merchant_id = m.id
INNER JOIN acceptances AS a ON m.id = a.merchant_id
WHERE
    a.accepted_from <= $1
    AND (a.accepted_until IS NULL OR a.accepted_until > $1)
    AND p.closed_at IS NULL
    AND p.latitude IS NOT NULL
    AND ($2::text IS NULL OR $2 = ANY(m.categories))
    AND ($3::text IS NULL OR p.area = $3)
ORDER BY p.id
LIMIT $4;

-- name: select_names
-- Applicants who were never accepted are nobody's business.
SELECT m.id, m.trade_name FROM merchants AS m
WHERE m.id = ANY($1::uuid[]) AND EXISTS (SELECT FROM acceptances AS a WHERE a.merchant_id = m.id);

-- name: select_areas
SELECT p.area AS name, count(*) AS outlets
FROM outlets AS p
INNER JOIN acceptances AS a ON p.merchant_id = a.merchant_id
WHERE a.accepted_from <= $1 AND (a.accepted_until IS NULL OR a.accepted_until > $1) AND p.closed_at IS NULL
GROUP BY p.area
ORDER BY p.area;
