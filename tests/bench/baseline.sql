-- What PostgreSQL does for a payment when nothing stands before it: pgbench, one transaction a payment, ten prepared
-- statements, the same tables, indexes and triggers, and the same rows written. As superuser, so without row-level
-- security; nothing is signed, decided, explained or replayed here.
\set number random(1, :households)
\set place random(1, :shops)
\set amount random(100, 900)
\set nonce random(1, 9000000000000000000)
BEGIN;
SELECT
    uuidv7() AS payment,
    uuidv7() AS transfer,
    t.municipality_id AS municipality,
    t.id AS till,
    t.key_id AS key,
    m.id AS merchant,
    m.wallet_id AS shop,
    c.id AS card,
    w.id AS wallet,
    l.id AS lot,
    l.budget_line_id AS line,
    l.month AS month,
    l.expires_on AS expiry
FROM tills AS t
INNER JOIN merchants AS m ON t.merchant_id = m.id
INNER JOIN cards AS c ON c.token_hash = sha256(convert_to(lpad(:number::text, 22, '0'), 'UTF8'))
INNER JOIN wallets AS w ON c.wallet_id = w.id
CROSS JOIN LATERAL (
    SELECT id, budget_line_id, month, expires_on FROM lots
    WHERE wallet_id = w.id AND remaining_minor > 0 ORDER BY expires_on LIMIT 1
) AS l
WHERE
    t.id = format('0190b008-0000-7000-8000-%s', lpad(to_hex(:place::int), 12, '0'))::uuid
    AND t.stopped_at IS NULL AND c.status = 'active'
FOR UPDATE OF w
\gset
INSERT INTO nonces (key_id, nonce, municipality_id, expires_at)
VALUES (:key, :nonce, :municipality, clock_timestamp() + interval '30 s');
UPDATE wallets SET balance_minor = balance_minor - :amount::bigint, version = version + 1
WHERE id = :wallet
RETURNING balance_minor AS balance
\gset
INSERT INTO transfers (id, kind, subject_id, settlement_date, posted_at, municipality_id)
VALUES (:transfer, 'payment', :payment, current_date, clock_timestamp(), :municipality);
INSERT INTO entries (
    transfer_id, wallet_id, currency, amount_minor, balance_minor, programme, budget_line_id, month, municipality_id
)
VALUES
(:transfer, :wallet, 'EUR', -:amount::bigint, :balance, 'gmi', :line, :month, :municipality),
(:transfer, :shop, 'EUR', :amount::bigint, NULL, 'gmi', :line, :month, :municipality);
INSERT INTO payments (
    id, municipality_id, till_id, merchant_id, idempotency_key, fingerprint, card_id, wallet_id, status, currency,
    category, requested_minor, amount_minor, bonus_minor, remainder_minor, balance_minor, next_expiry_on,
    next_expiry_minor, transfer_id, settlement_date, decision, paid_at
)
VALUES (
    :payment, :municipality, :till, :merchant, :payment::uuid::text, sha256(uuid_send(:payment)), :card, :wallet,
    'captured', 'EUR', '5411', :amount, :amount, 0, 0, :balance, :expiry, :balance, :transfer, current_date,
    json_build_object(
        'versions', json_build_object('gmi', '2014-01-01#7c15df1b'), 'looked_at', 8560701,
        'lots', json_build_array(json_build_array(
            replace(:lot::text, '-', ''), 'gmi', :expiry::text, :balance::bigint + :amount::bigint, :amount::bigint,
            NULL, 0
        )),
        'partial', false, 'card_status', 'active', 'card_limits', json_build_object()
    ),
    clock_timestamp()
);
WITH taken AS (
    UPDATE lots SET remaining_minor = remaining_minor - :amount::bigint WHERE id = :lot RETURNING id
)

INSERT INTO draws (payment_id, lot_id, municipality_id, place, amount_minor)
SELECT :payment, id, :municipality, 0, :amount FROM taken;
WITH counted AS (
    INSERT INTO aggregates (id, sequence) VALUES (:payment, 1)
    ON CONFLICT (id) DO UPDATE SET sequence = aggregates.sequence + 1
    RETURNING id, sequence
)

INSERT INTO outbox (partition, event_id, aggregate_id, sequence, type, municipality_id, time, traceparent, data)
SELECT
    :number::int % 4, uuidv7(), c.id, c.sequence, 'cards.payment_captured.v1', :municipality, clock_timestamp(),
    '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
    json_build_object(
        'payment_id', :payment::text, 'wallet_id', :wallet::text, 'merchant_id', :merchant::text,
        'till_id', :till::text, 'category', '5411', 'currency', 'EUR', 'requested_minor', :amount::bigint,
        'amount_minor', :amount::bigint, 'bonus_minor', 0, 'remainder_minor', 0, 'settlement_date', current_date,
        'draws', json_build_array(json_build_object(
            'programme', 'gmi', 'budget_line_id', :line::text, 'month', :month::text, 'amount_minor', :amount::bigint
        )), 'cash', false, 'authorisation_id', NULL
    )
FROM counted AS c;
COMMIT;
