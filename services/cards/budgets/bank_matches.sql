-- name: open_bookings
SELECT
    b.id,
    b.bank_statement_id,
    b.booked_on,
    b.amount_minor,
    b.end_to_end_id,
    b.bank_file_id,
    b.reversal,
    EXISTS (
        SELECT FROM bank_orders AS o
        INNER JOIN bank_matches AS m ON o.transfer_id = m.transfer_id
        WHERE o.end_to_end_id = b.end_to_end_id
    ) AS known
FROM bank_bookings AS b
INNER JOIN bank_statements AS s ON b.bank_statement_id = s.id
WHERE
    s.currency = $1
    AND NOT EXISTS (SELECT FROM bank_matches AS m WHERE m.booking_id = b.id)
    AND NOT EXISTS (SELECT FROM reconciliation_cases AS c WHERE c.booking_id = b.id AND c.status = 'closed')
ORDER BY b.id;

-- name: open_movements
-- What entered a wallet outside has left the account.
SELECT
    t.id AS transfer_id,
    t.kind,
    (t.posted_at AT TIME ZONE $3)::date AS day,
    -sum(e.amount_minor)::bigint AS amount_minor,
    o.end_to_end_id,
    o.bank_file_id
FROM wallets AS w
INNER JOIN entries AS e ON w.id = e.wallet_id
INNER JOIN transfers AS t ON e.transfer_id = t.id
LEFT JOIN bank_orders AS o ON t.id = o.transfer_id
WHERE
    w.kind = 'outside' AND w.currency = $1 AND t.posted_at >= ($2::date::timestamp AT TIME ZONE $3)
    AND NOT EXISTS (SELECT FROM bank_matches AS m WHERE m.transfer_id = t.id)
    AND NOT EXISTS (SELECT FROM reconciliation_cases AS c WHERE c.transfer_id = t.id AND c.status = 'closed')
GROUP BY t.id, t.kind, t.posted_at, o.end_to_end_id, o.bank_file_id
HAVING sum(e.amount_minor) <> 0
ORDER BY t.id;

-- name: insert_matches
INSERT INTO bank_matches (transfer_id, booking_id, way, matched_at)
SELECT m.transfer_id, m.booking_id, m.way, $4
FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS m (transfer_id, booking_id, way);
