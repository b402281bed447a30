-- name: expiring_lots
-- What is left of lots that can be spent today and expire by a day, of which nobody was told yet.
SELECT l.id AS lot_id, l.wallet_id, w.owner_id AS household_id, l.remaining_minor AS amount_minor, l.expires_on
FROM lots AS l
INNER JOIN wallets AS w ON l.wallet_id = w.id
WHERE
    l.programme = $1 AND l.remaining_minor > 0 AND l.expires_on BETWEEN $2 AND $3
    AND NOT EXISTS (SELECT FROM expiry_notices AS n WHERE n.lot_id = l.id)
ORDER BY l.id
LIMIT $4;

-- name: insert_notices
INSERT INTO expiry_notices (lot_id, notice_id, announced_at) SELECT l.id, $2, $3 FROM unnest($1::uuid[]) AS l (id);
