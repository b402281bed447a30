-- What merchants has said about who takes the card, with which tills and offers.
CREATE TABLE merchants (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    kind text NOT NULL CHECK (kind IN ('private', 'public', 'social_enterprise')),
    categories text [] NOT NULL,
    currency text NOT NULL,
    accepted_from date NOT NULL,
    suspended_from date,
    wallet_id uuid NOT NULL REFERENCES wallets (id)
);
SELECT koinon.tenant_table('merchants');

CREATE TABLE tills (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    merchant_id uuid NOT NULL REFERENCES merchants (id),
    key_id text NOT NULL UNIQUE,
    public_key bytea NOT NULL CHECK (length(public_key) = 32),
    -- A stop is final for a key, and a stop said here holds against any later event.
    stopped_at timestamptz
);
SELECT koinon.tenant_table('tills');

-- A till is found by its key before its tenant is known: the one look across tenants, and it returns one row.
CREATE FUNCTION koinon.find_till(wanted_key_id text)
RETURNS TABLE (id uuid, municipality_id uuid, merchant_id uuid, public_key bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$
SELECT t.id, t.municipality_id, t.merchant_id, t.public_key FROM tills AS t WHERE t.key_id = wanted_key_id
$$;
-- The function runs as the owner, for whom row-level security is forced too; reading tills is all that this lets it do.
DO
$$
BEGIN
    EXECUTE format('CREATE POLICY till_by_key ON tills FOR SELECT TO %I USING (true)', current_user);
END
$$;

CREATE TABLE offers (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    programme text NOT NULL,
    merchant_kind text,
    merchant_id uuid,
    bonus_basis_points int NOT NULL CHECK (bonus_basis_points BETWEEN 0 AND 10000),
    bonus_minor_max bigint NOT NULL CHECK (bonus_minor_max >= 0),
    currency text NOT NULL,
    valid_from date NOT NULL,
    valid_until date NOT NULL,
    ended boolean NOT NULL DEFAULT false
);
SELECT koinon.tenant_table('offers');

-- Up to which date the settlement days of a tenant are closed. A posting holds this row shared, closing a day alone.
CREATE TABLE settlement_calendars (
    municipality_id uuid PRIMARY KEY DEFAULT koinon.municipality(),
    closed_through date NOT NULL
);
SELECT koinon.tenant_table('settlement_calendars');

CREATE TABLE settlement_days (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    settlement_date date NOT NULL,
    payments_count int NOT NULL,
    refunds_count int NOT NULL,
    net_minor bigint NOT NULL,
    merchants int NOT NULL,
    closed_by uuid NOT NULL,
    closed_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    UNIQUE (municipality_id, settlement_date)
);
SELECT koinon.tenant_table('settlement_days', 'SELECT, INSERT');

-- A sale at a till, paid or declined.
CREATE TABLE payments (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    till_id uuid NOT NULL REFERENCES tills (id),
    merchant_id uuid NOT NULL REFERENCES merchants (id),
    idempotency_key text NOT NULL,
    fingerprint bytea NOT NULL,
    card_id uuid REFERENCES cards (id),
    wallet_id uuid REFERENCES wallets (id),
    status text NOT NULL CHECK (status IN ('captured', 'declined')),
    decline_code text,
    currency text NOT NULL,
    category text NOT NULL,
    requested_minor bigint NOT NULL CHECK (requested_minor > 0),
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    bonus_minor bigint NOT NULL CHECK (bonus_minor >= 0),
    remainder_minor bigint NOT NULL CHECK (remainder_minor >= 0),
    refunded_minor bigint NOT NULL DEFAULT 0,
    refunded_bonus_minor bigint NOT NULL DEFAULT 0,
    balance_minor bigint,
    next_expiry_on date,
    next_expiry_minor bigint,
    offer_id uuid REFERENCES offers (id),
    transfer_id uuid REFERENCES transfers (id),
    settlement_date date,
    decision json NOT NULL,
    paid_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    UNIQUE (till_id, idempotency_key),
    CHECK (amount_minor + bonus_minor + remainder_minor = requested_minor),
    CHECK (refunded_minor BETWEEN 0 AND amount_minor),
    CHECK (refunded_bonus_minor BETWEEN 0 AND bonus_minor),
    CHECK ((status = 'declined') = (decline_code IS NOT NULL)),
    CHECK ((status = 'captured') = (transfer_id IS NOT NULL AND settlement_date IS NOT NULL)),
    CHECK (status = 'captured' OR amount_minor + bonus_minor = 0)
);
CREATE INDEX payments_wallet ON payments (wallet_id, paid_at);
CREATE INDEX payments_settlement ON payments (municipality_id, settlement_date) WHERE status = 'captured';
SELECT koinon.tenant_table('payments');

-- What a payment took from each lot. A refund goes back the same way, never further than it came.
CREATE TABLE draws (
    payment_id uuid NOT NULL REFERENCES payments (id),
    lot_id uuid NOT NULL REFERENCES lots (id),
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    place int NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    refunded_minor bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (payment_id, lot_id),
    CHECK (refunded_minor BETWEEN 0 AND amount_minor)
);
CREATE INDEX draws_lot ON draws (lot_id);
SELECT koinon.tenant_table('draws');

CREATE TABLE refunds (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    payment_id uuid NOT NULL REFERENCES payments (id),
    till_id uuid NOT NULL REFERENCES tills (id),
    merchant_id uuid NOT NULL REFERENCES merchants (id),
    idempotency_key text NOT NULL,
    fingerprint bytea NOT NULL,
    currency text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    bonus_minor bigint NOT NULL CHECK (bonus_minor >= 0),
    transfer_id uuid NOT NULL REFERENCES transfers (id),
    settlement_date date NOT NULL,
    refunded_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    UNIQUE (till_id, idempotency_key),
    CHECK (amount_minor + bonus_minor > 0)
);
CREATE INDEX refunds_payment ON refunds (payment_id);
CREATE INDEX refunds_settlement ON refunds (municipality_id, settlement_date);
SELECT koinon.tenant_table('refunds', 'SELECT, INSERT');

-- Nonces of signed requests, kept while their signatures are valid: a second use is a replay.
CREATE TABLE nonces (
    key_id text NOT NULL,
    nonce text NOT NULL,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (key_id, nonce)
);
CREATE INDEX nonces_expiry ON nonces (expires_at);
SELECT koinon.tenant_table('nonces', 'SELECT, INSERT, DELETE');
