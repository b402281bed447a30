-- name: one_at_a_time
-- Two people who hand in a file at once, or a file while the ledger is looked through: the second one waits here.
SELECT pg_advisory_xact_lock(hashtextextended('bank_statements ' || $1::uuid, 0));

-- name: is_read
SELECT EXISTS (SELECT FROM bank_statements WHERE sha256 = $1);

-- name: insert_statement
INSERT INTO bank_statements (
    id, sha256, reference, sequence, currency, opened_on, opening_minor, closed_on, closing_minor, read_by, read_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (municipality_id, currency, reference) DO NOTHING;

-- name: insert_bookings
INSERT INTO bank_bookings (
    bank_statement_id, id, place, booked_on, amount_minor, end_to_end_id, bank_file_id, bank_reference, reversal
)
SELECT
    $1, b.id, b.place, b.booked_on, b.amount_minor, b.end_to_end_id, b.bank_file_id, b.bank_reference, b.reversal
FROM unnest($2::uuid[], $3::text[], $4::date[], $5::bigint[], $6::uuid[], $7::uuid[], $8::text[], $9::boolean[])
AS b (id, place, booked_on, amount_minor, end_to_end_id, bank_file_id, bank_reference, reversal);

-- name: statements
-- One by its id, those of a file by its SHA-256, or a page of all, with how many of their bookings are known.
SELECT
    s.id, s.sha256, s.reference, s.sequence, s.currency, s.opened_on, s.opening_minor, s.closed_on, s.closing_minor,
    s.read_by, s.read_at, n.bookings, n.unmatched
FROM bank_statements AS s
CROSS JOIN LATERAL (
    SELECT
        count(*) AS bookings,
        count(*) FILTER (WHERE NOT EXISTS (SELECT FROM bank_matches AS m WHERE m.booking_id = b.id)) AS unmatched
    FROM bank_bookings AS b WHERE b.bank_statement_id = s.id
) AS n
WHERE
    ($1::uuid IS NULL OR s.id = $1) AND ($2::text IS NULL OR s.sha256 = $2) AND ($3::uuid IS NULL OR s.id > $3)
ORDER BY s.id
LIMIT $4;

-- name: list_bookings
SELECT
    b.id, b.place, b.booked_on, b.amount_minor, b.end_to_end_id, b.bank_file_id, b.bank_reference, b.reversal,
    m.transfers, m.way
FROM bank_bookings AS b
CROSS JOIN LATERAL (
    SELECT count(*) AS transfers, min(m.way) AS way FROM bank_matches AS m WHERE m.booking_id = b.id
) AS m
WHERE b.bank_statement_id = $1 AND ($2::uuid IS NULL OR b.id > $2)
ORDER BY b.id
LIMIT $3;
