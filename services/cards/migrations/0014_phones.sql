-- Phones that pay beside a printed card: a key of their own for the same card, added by a code that the desk shows.
CREATE TABLE phones (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    card_id uuid NOT NULL REFERENCES cards (id),
    public_key bytea NOT NULL UNIQUE CHECK (length(public_key) = 32),
    added_at timestamptz NOT NULL,
    removed_at timestamptz,
    version int NOT NULL DEFAULT 1
);
CREATE INDEX phones_card ON phones (card_id);
SELECT koinon.tenant_table('phones');

-- A code for one phone, shown once: only its digest is kept.
CREATE TABLE phone_enrolments (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    card_id uuid NOT NULL REFERENCES cards (id),
    code_hash bytea NOT NULL UNIQUE,
    given_by uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    phone_id uuid REFERENCES phones (id)
);
SELECT koinon.tenant_table('phone_enrolments');

-- Codes that phones have shown, kept while they could be shown again: each is for one sale, also when it is sent again.
CREATE TABLE phone_codes (
    phone_id uuid NOT NULL REFERENCES phones (id),
    nonce bytea NOT NULL,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    till_id uuid NOT NULL,
    idempotency_key text NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (phone_id, nonce)
);
CREATE INDEX phone_codes_expiry ON phone_codes (expires_at);
SELECT koinon.tenant_table('phone_codes', 'SELECT, INSERT, DELETE');
