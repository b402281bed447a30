-- name: take_quota
UPDATE lots AS l
SET cash_left_minor = l.cash_left_minor - d.amount_minor, withdrawn_minor = l.withdrawn_minor + d.amount_minor
FROM unnest($1::uuid[], $2::bigint[]) AS d (lot_id, amount_minor)
WHERE l.id = d.lot_id;

-- name: return_quota
UPDATE lots AS l
SET cash_left_minor = l.cash_left_minor + n.amount_minor, withdrawn_minor = l.withdrawn_minor - n.amount_minor
FROM unnest($1::uuid[], $2::bigint[]) AS n (lot_id, amount_minor)
WHERE l.id = n.lot_id;
