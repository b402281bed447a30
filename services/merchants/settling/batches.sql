-- name: select_batches
SELECT b.*
FROM batches AS b
WHERE
    ($1::date IS NULL OR b.settlement_date = $1)
    AND ($2::uuid IS NULL OR b.merchant_id = $2)
    AND ($3::uuid IS NULL OR EXISTS (SELECT FROM merchants AS m WHERE m.id = b.merchant_id AND m.owner_id = $3))
    AND ($4::uuid IS NULL OR b.id > $4)
ORDER BY b.id
LIMIT $5;

-- name: select_open
SELECT merchant_id, array_agg(id ORDER BY id) AS batch_ids, sum(net_minor)::bigint AS net_minor
FROM batches
WHERE status = 'closed' AND settlement_date <= $1 AND currency = $2
GROUP BY merchant_id
ORDER BY merchant_id;

-- name: instruct_batches
UPDATE batches AS b SET status = 'instructed', payout_id = new.payout_id, version = b.version + 1
FROM unnest($1::uuid [], $2::uuid []) AS new (batch_id, payout_id)
WHERE b.id = new.batch_id AND b.status = 'closed';
