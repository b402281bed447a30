-- name: given
-- A discount counts until all that was paid has come back.
SELECT
    s.place,
    coalesce(sum(
        CASE
            WHEN p.offer_id = s.offer_id THEN p.bonus_minor - p.refunded_bonus_minor
            WHEN p.refunded_minor + p.refunded_bonus_minor < p.amount_minor + p.bonus_minor THEN p.discount_minor
            ELSE 0
        END
    ), 0)::bigint AS given_minor
FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::timestamptz[])
AS s (place, wallet_id, offer_id, month_from, month_until)
INNER JOIN payments AS p
    ON
        s.wallet_id = p.wallet_id AND p.paid_at >= s.month_from AND p.paid_at < s.month_until
        AND p.status = 'captured' AND s.offer_id IN (p.offer_id, p.discount_offer_id)
GROUP BY s.place;
