-- name: kept
SELECT
    t.taken_minor,
    p.amount_minor + p.bonus_minor - p.refunded_minor - p.refunded_bonus_minor - t.taken_minor AS left_minor
FROM payments AS p
CROSS JOIN LATERAL (
    SELECT
        coalesce(sum(CASE WHEN reverses_id IS NULL THEN amount_minor ELSE -amount_minor END), 0)::bigint AS taken_minor
    FROM charges
    WHERE payment_id = p.id
) AS t
WHERE p.id = $1;
