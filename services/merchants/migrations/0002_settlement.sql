-- What was sold and given back, as cards says it, without a trace of who bought.
CREATE TABLE settlement_entries (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    kind text NOT NULL CHECK (kind IN ('payment', 'refund')),
    payment_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    till_id uuid NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    bonus_minor bigint NOT NULL CHECK (bonus_minor >= 0),
    settlement_date date NOT NULL,
    -- What the merchant is owed by it; a refund takes back.
    net_minor bigint NOT NULL GENERATED ALWAYS AS (
        CASE kind WHEN 'payment' THEN amount_minor + bonus_minor ELSE -amount_minor - bonus_minor END
    ) STORED,
    CHECK ((kind = 'payment') = (id = payment_id))
);
CREATE INDEX settlement_entries_day
ON settlement_entries (municipality_id, settlement_date, merchant_id) INCLUDE (currency, kind, net_minor);
SELECT koinon.tenant_table('settlement_entries', 'SELECT, INSERT');
CREATE TRIGGER settlement_entries_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement_entries
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

CREATE TABLE bank_files (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    settlement_date date NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    execution_date date NOT NULL,
    payouts_count int NOT NULL CHECK (payouts_count > 0),
    total_minor bigint NOT NULL CHECK (total_minor > 0),
    status text NOT NULL CHECK (status IN ('proposed', 'written', 'rejected', 'lapsed')),
    proposal_id uuid NOT NULL REFERENCES proposals (id),
    payload_hash text NOT NULL,
    proposed_at timestamptz NOT NULL,
    written_at timestamptz,
    sha256 text CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    content_id uuid REFERENCES files (id),
    version int NOT NULL DEFAULT 1,
    CHECK ((status = 'written') = (sha256 IS NOT NULL)),
    CHECK ((sha256 IS NULL) = (content_id IS NULL)),
    CHECK ((status = 'written') = (written_at IS NOT NULL))
);
SELECT koinon.tenant_table('bank_files');

CREATE TABLE payouts (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    bank_file_id uuid NOT NULL REFERENCES bank_files (id),
    merchant_id uuid NOT NULL,
    bank_account_id uuid NOT NULL REFERENCES bank_accounts (id),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    status text NOT NULL CHECK (status IN ('instructed', 'paid', 'returned')),
    version int NOT NULL DEFAULT 1,
    UNIQUE (bank_file_id, merchant_id)
);
CREATE INDEX payouts_merchant ON payouts (municipality_id, merchant_id, id);
SELECT koinon.tenant_table('payouts');

-- What one merchant is owed for one closed day. It names its payout once and for ever: no batch is paid twice.
-- A batch below zero stays closed and is netted with later ones.
CREATE TABLE batches (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    merchant_id uuid NOT NULL,
    settlement_date date NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    payments_count int NOT NULL CHECK (payments_count >= 0),
    refunds_count int NOT NULL CHECK (refunds_count >= 0),
    net_minor bigint NOT NULL,
    status text NOT NULL CHECK (status IN ('closed', 'instructed', 'paid', 'returned')),
    payout_id uuid REFERENCES payouts (id),
    closed_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    UNIQUE (municipality_id, merchant_id, settlement_date, currency),
    CHECK ((status = 'closed') = (payout_id IS NULL))
);
CREATE INDEX batches_unpaid ON batches (municipality_id, settlement_date) WHERE status = 'closed';
CREATE INDEX batches_payout ON batches (payout_id);
SELECT koinon.tenant_table('batches');

-- Days that cards has closed, and its figures for each merchant. A total without a batch waits for rows of ours.
CREATE TABLE settlement_days (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    settlement_date date NOT NULL,
    closed_at timestamptz NOT NULL
);
SELECT koinon.tenant_table('settlement_days', 'SELECT, INSERT');

CREATE TABLE settlement_totals (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    settlement_date date NOT NULL,
    merchant_id uuid NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    settlement_day_id uuid NOT NULL REFERENCES settlement_days (id),
    payments_count int NOT NULL CHECK (payments_count >= 0),
    refunds_count int NOT NULL CHECK (refunds_count >= 0),
    net_minor bigint NOT NULL,
    batch_id uuid REFERENCES batches (id),
    PRIMARY KEY (municipality_id, settlement_date, merchant_id, currency)
);
SELECT koinon.tenant_table('settlement_totals');
