-- name: select_batches
SELECT b.*
FROM batches AS b
WHERE
    ($1::date IS NULL OR b.settlement_date = $1)
    AND ($2::uuid IS NULL OR b.merchant_id = $2)
    AND ($3::uuid IS NULL OR EXISTS (SELECT FROM merchants AS m WHERE m.id = b.merchant_id AND m.owner_id = $3))
    AND ($4::uuid IS NULL OR b.id > $4)
    AND ($6::uuid IS NULL OR b.payout_id = $6)
ORDER BY b.id
LIMIT $5;

-- name: select_open
-- What came back of payouts is owed at once, whichever day it was for.
SELECT
    o.merchant_id,
    coalesce(array_agg(o.batch_id ORDER BY o.batch_id) FILTER (WHERE o.batch_id IS NOT NULL), '{}') AS batch_ids,
    coalesce(
        array_agg(o.adjustment_id ORDER BY o.adjustment_id) FILTER (WHERE o.adjustment_id IS NOT NULL), '{}'
    ) AS adjustment_ids,
    sum(o.net_minor)::bigint AS net_minor,
    EXISTS (SELECT FROM merchants AS m WHERE m.id = o.merchant_id AND m.status = 'left') AS "left"
FROM (
    SELECT merchant_id, id AS batch_id, NULL::uuid AS adjustment_id, net_minor
    FROM batches
    WHERE status = 'closed' AND settlement_date <= $1 AND currency = $2
    UNION ALL
    SELECT merchant_id, NULL::uuid AS batch_id, id AS adjustment_id, amount_minor AS net_minor
    FROM adjustments
    WHERE payout_id IS NULL AND currency = $2
) AS o
GROUP BY o.merchant_id
ORDER BY o.merchant_id;

-- name: instruct_adjustments
UPDATE adjustments AS a SET payout_id = new.payout_id
FROM unnest($1::uuid [], $2::uuid []) AS new (adjustment_id, payout_id)
WHERE a.id = new.adjustment_id AND a.payout_id IS NULL;

-- name: instruct_batches
UPDATE batches AS b SET status = 'instructed', payout_id = new.payout_id, version = b.version + 1
FROM unnest($1::uuid [], $2::uuid []) AS new (batch_id, payout_id)
WHERE b.id = new.batch_id AND b.status = 'closed';
