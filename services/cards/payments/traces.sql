-- name: payment
SELECT
    p.id, p.merchant_id, p.till_id, p.authorisation_id, p.status, p.decline_code, p.currency, p.requested_minor,
    p.amount_minor, p.bonus_minor, p.refunded_minor, p.refunded_bonus_minor, p.paid_at, p.settlement_date,
    d.closed_at AS settlement_closed_at
FROM payments AS p
LEFT JOIN settlement_days AS d
    ON p.municipality_id = d.municipality_id AND p.settlement_date = d.settlement_date
WHERE p.id = $1;

-- name: transfers
-- The sale's own transfer and those of its refunds, each with its leaf once it is sealed.
SELECT t.id, t.kind, t.posted_at, t.settlement_date, s.amount_minor, l.place AS leaf
FROM (
    SELECT transfer_id FROM payments WHERE id = $1 AND transfer_id IS NOT NULL
    UNION ALL
    SELECT transfer_id FROM refunds WHERE payment_id = $1
) AS m
INNER JOIN transfers AS t ON m.transfer_id = t.id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(e.amount_minor), 0)::bigint AS amount_minor FROM entries AS e
    WHERE e.transfer_id = t.id AND e.amount_minor > 0
) AS s
LEFT JOIN ledger_leaves AS l ON t.id = l.transfer_id
ORDER BY t.posted_at, t.id;

-- name: checkpoint
-- The first checkpoint that vouches for a leaf.
SELECT size, sealed_at FROM ledger_checkpoints WHERE municipality_id = $1 AND size > $2 ORDER BY size LIMIT 1;

-- name: events
SELECT event_id AS id, type, sequence, recorded_at, published_at FROM outbox
WHERE aggregate_id = $1 AND municipality_id = ANY (koinon.municipalities())
ORDER BY sequence;
