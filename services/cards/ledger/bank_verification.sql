-- The same columns as in verification.sql: the first $1 findings, and how many there are.

-- name: wrong_matches
-- What a booking was matched with has left the account, or come back, with exactly its sum.
SELECT
    'booking' AS subject,
    m.id::text AS id,
    concat('it is over ', m.amount_minor, ', and its transfers moved ', m.moved_minor) AS says,
    count(*) OVER () AS violations
FROM (
    SELECT b.id, b.amount_minor, -sum(e.amount_minor) AS moved_minor
    FROM bank_matches AS a
    INNER JOIN bank_bookings AS b ON a.booking_id = b.id
    INNER JOIN entries AS e ON a.transfer_id = e.transfer_id
    INNER JOIN wallets AS w ON e.wallet_id = w.id AND w.kind = 'outside'
    GROUP BY b.id, b.amount_minor
) AS m
WHERE m.amount_minor <> m.moved_minor
ORDER BY m.id
LIMIT $1;

-- name: wrong_statements
SELECT
    'bank statement' AS subject,
    s.id::text AS id,
    concat('it ends with ', s.closing_minor, ', and its bookings lead to ', s.opening_minor + s.booked_minor) AS says,
    count(*) OVER () AS violations
FROM (
    SELECT
        t.id, t.opening_minor, t.closing_minor,
        (
            SELECT coalesce(sum(b.amount_minor), 0) FROM bank_bookings AS b WHERE b.bank_statement_id = t.id
        ) AS booked_minor
    FROM bank_statements AS t
) AS s
WHERE s.opening_minor + s.booked_minor <> s.closing_minor
ORDER BY s.id
LIMIT $1;

-- name: lone_closings
SELECT
    'reconciliation case' AS subject, c.id::text AS id, 'no two people have agreed to close it' AS says,
    count(*) OVER () AS violations
FROM reconciliation_cases AS c
LEFT JOIN proposals AS p
    ON
        c.proposal_id = p.id AND c.id = p.subject_id AND p.kind = 'reconciliation_case_closing'
        AND p.state = 'executed' AND p.first_checker_id <> p.maker_id
WHERE c.status = 'closed' AND p.id IS NULL
ORDER BY c.id
LIMIT $1;
