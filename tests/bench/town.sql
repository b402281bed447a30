-- name: insert_wallets
-- Ids are made from a number, so that till requests and the baseline name the same rows without asking for them.
INSERT INTO wallets (id, municipality_id, kind, owner_id, currency, balance_minor)
SELECT
    format('0190b001-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    $1,
    'household',
    format('0190b002-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    'EUR',
    0
FROM generate_series(1, $2) AS n;

-- name: insert_memberships
-- Their account share is nothing: a run says all account shares in one event, which is bounded.
INSERT INTO memberships (
    id, municipality_id, household_id, holder_id, programme, currency, card_share_minor, account_share_minor, starts_on,
    ends_on, status, wallet_id
)
SELECT
    format('0190b004-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    $1,
    format('0190b002-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    format('0190b003-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    'gmi',
    'EUR',
    $3,
    0,
    $4,
    $5,
    'active',
    format('0190b001-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid
FROM generate_series(1, $2) AS n;

-- name: insert_cards
-- The QR of card n says n in 22 digits.
INSERT INTO cards (id, municipality_id, wallet_id, holder_id, status, token_hash, ordered_at)
SELECT
    format('0190b005-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    $1,
    format('0190b001-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    format('0190b003-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    'active',
    sha256(convert_to(lpad(n::text, 22, '0'), 'UTF8')),
    clock_timestamp()
FROM generate_series(1, $2) AS n;

-- name: insert_merchant_wallets
INSERT INTO wallets (id, municipality_id, kind, owner_id, currency)
SELECT
    format('0190b007-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    $1,
    'merchant',
    format('0190b006-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    'EUR'
FROM generate_series(1, $2) AS n;

-- name: insert_merchants
INSERT INTO merchants (id, municipality_id, kind, categories, currency, accepted_from, wallet_id)
SELECT
    format('0190b006-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    $1,
    'private',
    ARRAY['5411'],
    'EUR',
    $3,
    format('0190b007-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid
FROM generate_series(1, $2) AS n;

-- name: insert_tills
INSERT INTO tills (id, municipality_id, merchant_id, key_id, public_key)
SELECT
    format('0190b008-0000-7000-8000-%s', lpad(to_hex(t.n), 12, '0'))::uuid,
    $1,
    format('0190b006-0000-7000-8000-%s', lpad(to_hex(t.n), 12, '0'))::uuid,
    t.key_id,
    t.public_key
FROM unnest($2::text[], $3::bytea[]) WITH ORDINALITY AS t (key_id, public_key, n);

-- name: waiting
SELECT count(*) FROM outbox WHERE published_at IS NULL;

-- name: log_length
SELECT coalesce(max(position), 0) FROM outbox;

-- name: vacuum
VACUUM ANALYZE;

-- name: finished_job
SELECT extract(EPOCH FROM finished_at - created_at)::float AS seconds, state FROM jobs
WHERE arguments ->> 'run_id' = $1 AND finished_at IS NOT NULL;

-- name: note_hearing
-- In the bench's own database only: when an inbox row was written.
ALTER TABLE inbox ADD COLUMN IF NOT EXISTS heard_at timestamptz DEFAULT clock_timestamp();

-- name: heard
SELECT event_id, heard_at FROM inbox WHERE event_id = ANY ($1::uuid[]);

-- name: recorded
SELECT event_id, recorded_at FROM outbox WHERE position > $1 AND type = 'cards.payment_captured.v1';

-- name: bytes
SELECT pg_database_size(current_database());
