-- name: given
-- A discount is kept until all that was paid has come back; a bonus goes back in its share with each refund.
SELECT
    count(*) AS payments_count,
    count(DISTINCT p.merchant_id) AS merchants_count,
    coalesce(sum(p.net_minor - b.net_minor), 0)::bigint AS sales_minor,
    coalesce(sum(
        CASE
            WHEN $2::text = 'pot' THEN p.bonus_minor - b.bonus_minor
            WHEN p.net_minor > b.net_minor THEN p.discount_minor
            ELSE 0
        END
    ), 0)::bigint AS given_minor
FROM settlement_entries AS p
CROSS JOIN LATERAL (
    SELECT
        coalesce(-sum(r.net_minor), 0)::bigint AS net_minor,
        coalesce(sum(r.bonus_minor), 0)::bigint AS bonus_minor
    FROM settlement_entries AS r
    WHERE r.payment_id = p.id AND r.kind = 'refund'
) AS b
WHERE p.kind = 'payment' AND (p.offer_id = $1::uuid OR p.discount_offer_id = $1::uuid);

-- name: sold
SELECT
    count(*) FILTER (WHERE e.kind = 'payment') AS payments_count,
    coalesce(sum(e.net_minor), 0)::bigint AS sales_minor
FROM settlement_entries AS e
INNER JOIN merchants AS m ON e.merchant_id = m.id
WHERE
    (m.id = $1::uuid OR m.kind = $2::text) AND e.currency = $3
    AND e.settlement_date BETWEEN $4::date AND $5::date;
