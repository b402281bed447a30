-- name: expiring_lots
-- What is left of lots that expire by a day, or have expired, of which nobody was told yet. Who is told late can spend it
-- for as long as the notice runs.
SELECT
    l.id AS lot_id, l.wallet_id, w.owner_id AS household_id, l.remaining_minor AS amount_minor,
    greatest(l.expires_on, $2::date) AS expires_on
FROM lots AS l
INNER JOIN wallets AS w ON l.wallet_id = w.id
WHERE
    l.programme = $1 AND l.remaining_minor > 0 AND l.expires_on <= $2
    AND NOT EXISTS (SELECT FROM expiry_notices AS n WHERE n.lot_id = l.id)
ORDER BY l.id
LIMIT $3;

-- name: insert_notices
INSERT INTO expiry_notices (lot_id, notice_id, announced_at, expires_on)
SELECT l.id, $2, $3, l.expires_on FROM unnest($1::uuid[], $4::date[]) AS l (id, expires_on);

-- name: prolong_lots
UPDATE lots AS l SET expires_on = n.expires_on
FROM unnest($1::uuid[], $2::date[]) AS n (id, expires_on)
WHERE l.id = n.id AND l.expires_on < n.expires_on;
