-- name: without_checks
-- What is entered here keeps every foreign key by its making; to look each up again would take most of the time.
SET session_replication_role = replica;

-- name: insert_wallets
INSERT INTO wallets (id, municipality_id, kind, owner_id, currency, balance_minor)
SELECT
    format('0190b001-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    $1,
    'household',
    format('0190b002-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    'EUR',
    1000000
FROM generate_series($2::int, $3::int) AS n;

-- name: insert_cards
INSERT INTO cards (id, municipality_id, wallet_id, holder_id, status, token_hash, ordered_at)
SELECT
    format('0190b005-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    $1,
    format('0190b001-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    format('0190b003-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    'active',
    sha256(convert_to(lpad(n::text, 22, '0'), 'UTF8')),
    clock_timestamp()
FROM generate_series($2::int, $3::int) AS n;

-- name: insert_lots
-- Like one that a run has credited, whatever columns it has by now.
INSERT INTO lots
SELECT made.*
FROM lots AS l
CROSS JOIN generate_series($1::int, $2::int) AS n
CROSS JOIN LATERAL jsonb_populate_record(l, jsonb_build_object(
    'id', format('0190b009-0000-7000-8000-%s', lpad(to_hex(n), 12, '0')),
    'wallet_id', format('0190b001-0000-7000-8000-%s', lpad(to_hex(n), 12, '0')),
    'run_line_id', format('0190b00a-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))
)) AS made
WHERE l.id = (SELECT id FROM lots WHERE remaining_minor = credited_minor LIMIT 1);

-- name: insert_payments
-- Sales like one that was made over HTTP, each of the next card that was entered here ($3 to $4), with all the rows that
-- a sale leaves.
WITH pattern AS (
    SELECT p.id, p.transfer_id FROM payments AS p WHERE p.status = 'captured' ORDER BY p.id LIMIT 1
),

made AS MATERIALIZED (
    SELECT
        uuidv7() AS payment_id,
        uuidv7() AS transfer_id,
        ('0190b001-0000-7000-8000-' || s.card)::uuid AS wallet_id,
        ('0190b005-0000-7000-8000-' || s.card)::uuid AS card_id,
        ('0190b009-0000-7000-8000-' || s.card)::uuid AS lot_id
    FROM (
        SELECT lpad(to_hex($3::int + n % ($4::int - $3::int + 1)), 12, '0') AS card
        FROM generate_series($1::int, $2::int) AS n
    ) AS s
),

moved AS (
    INSERT INTO transfers
    SELECT r.*
    FROM made AS m
    CROSS JOIN pattern
    INNER JOIN transfers AS t ON pattern.transfer_id = t.id
    CROSS JOIN LATERAL
        jsonb_populate_record(t, jsonb_build_object('id', m.transfer_id, 'subject_id', m.payment_id)) AS r
),

sides AS (
    INSERT INTO entries (
        municipality_id, transfer_id, wallet_id, currency, amount_minor, balance_minor, programme, budget_line_id, month
    )
    SELECT
        e.municipality_id,
        m.transfer_id,
        CASE WHEN e.amount_minor < 0 THEN m.wallet_id ELSE e.wallet_id END,
        e.currency,
        e.amount_minor,
        e.balance_minor,
        e.programme,
        e.budget_line_id,
        e.month
    FROM made AS m CROSS JOIN pattern INNER JOIN entries AS e ON pattern.transfer_id = e.transfer_id
),

drawn AS (
    INSERT INTO draws (payment_id, lot_id, municipality_id, place, amount_minor)
    SELECT m.payment_id, m.lot_id, d.municipality_id, d.place, d.amount_minor
    FROM made AS m CROSS JOIN pattern INNER JOIN draws AS d ON pattern.id = d.payment_id
),

counted AS (INSERT INTO aggregates (id, sequence) SELECT payment_id, 1 FROM made),

said AS (
    INSERT INTO outbox (
        partition, event_id, aggregate_id, sequence, type, municipality_id, time, traceparent, data, published_at
    )
    SELECT
        o.partition,
        uuidv7(),
        m.payment_id,
        1,
        o.type,
        o.municipality_id,
        o.time,
        o.traceparent,
        (o.data::jsonb || jsonb_build_object('payment_id', m.payment_id, 'wallet_id', m.wallet_id))::json,
        o.published_at
    FROM made AS m CROSS JOIN pattern INNER JOIN outbox AS o ON pattern.id = o.aggregate_id
)

INSERT INTO payments
SELECT r.*
FROM made AS m
CROSS JOIN pattern
INNER JOIN payments AS p ON pattern.id = p.id
CROSS JOIN LATERAL jsonb_populate_record(p, jsonb_build_object(
    'id', m.payment_id, 'transfer_id', m.transfer_id, 'wallet_id', m.wallet_id, 'card_id', m.card_id,
    'idempotency_key', m.payment_id
)) AS r;
