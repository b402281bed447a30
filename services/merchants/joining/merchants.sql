-- name: select_merchant
SELECT m.*, a.accepted_from, a.accepted_until
FROM merchants AS m
LEFT JOIN LATERAL (
    SELECT accepted_from, accepted_until FROM acceptances WHERE merchant_id = m.id ORDER BY id DESC LIMIT 1
) AS a ON true
WHERE m.id = $1;

-- name: lock_merchant
SELECT id FROM merchants WHERE id = $1 FOR UPDATE;

-- name: select_merchants
SELECT m.*, a.accepted_from, a.accepted_until
FROM merchants AS m
LEFT JOIN LATERAL (
    SELECT accepted_from, accepted_until FROM acceptances WHERE merchant_id = m.id ORDER BY id DESC LIMIT 1
) AS a ON true
WHERE
    ($1::text IS NULL OR m.status = $1)
    AND ($2::text IS NULL OR m.kind = $2)
    AND ($3::uuid IS NULL OR m.owner_id = $3)
    AND ($4::uuid IS NULL OR m.id > $4)
ORDER BY m.id
LIMIT $5;
