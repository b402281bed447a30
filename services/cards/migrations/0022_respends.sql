-- A shop pays another one out of what it received on days that are not settled yet.
CREATE TABLE respends (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    till_id uuid NOT NULL REFERENCES tills (id),
    payer_id uuid NOT NULL REFERENCES merchants (id),
    payee_id uuid NOT NULL REFERENCES merchants (id),
    idempotency_key text NOT NULL,
    fingerprint bytea NOT NULL,
    status text NOT NULL CHECK (status IN ('paid', 'declined')),
    decline_code text,
    currency text NOT NULL,
    requested_minor bigint NOT NULL CHECK (requested_minor > 0),
    amount_minor bigint NOT NULL,
    -- From pots, for the payer.
    bonus_minor bigint NOT NULL CHECK (bonus_minor BETWEEN 0 AND amount_minor),
    transfer_id uuid UNIQUE REFERENCES transfers (id),
    settlement_date date,
    -- What it was decided on, so that the decision can be made again.
    record json NOT NULL,
    respent_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    UNIQUE (till_id, idempotency_key),
    CHECK (payer_id <> payee_id),
    CHECK ((status = 'declined') = (decline_code IS NOT NULL)),
    CHECK ((status = 'paid') = (num_nonnulls(transfer_id, settlement_date) = 2)),
    CHECK (num_nonnulls(transfer_id, settlement_date) IN (0, 2)),
    CHECK (amount_minor = CASE status WHEN 'paid' THEN requested_minor ELSE 0 END)
);
CREATE INDEX respends_payer ON respends (payer_id, settlement_date) WHERE status = 'paid';
CREATE INDEX respends_payee ON respends (payee_id, settlement_date) WHERE status = 'paid';
CREATE INDEX respends_settlement ON respends (municipality_id, settlement_date) WHERE status = 'paid';
SELECT koinon.tenant_table('respends', 'SELECT, INSERT');
CREATE TRIGGER respends_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON respends
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- Which money it was. `hop` is the number of shops that have held it when it arrives; what a sale brings has hop 1 and
-- stands in the sale's entries alone.
CREATE TABLE respend_parts (
    respend_id uuid NOT NULL REFERENCES respends (id),
    place int NOT NULL,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    programme text NOT NULL,
    budget_line_id uuid NOT NULL,
    month date,
    hop int NOT NULL CHECK (hop >= 2),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    is_bonus boolean NOT NULL,
    PRIMARY KEY (respend_id, place)
);
SELECT koinon.tenant_table('respend_parts', 'SELECT, INSERT');
CREATE TRIGGER respend_parts_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON respend_parts
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

ALTER TABLE settlement_days ADD COLUMN respends_count int NOT NULL DEFAULT 0;

-- Rows that are there have passed the narrower checks, so they need not be looked at again.
-- squawk-ignore ban-drop-constraint
ALTER TABLE transfers DROP CONSTRAINT transfers_kind_check;
ALTER TABLE transfers ADD CONSTRAINT transfers_kind_check CHECK (
    kind IN (
        'funding', 'reservation', 'credit', 'release', 'payment', 'refund', 'payout', 'payout_return', 'account_share',
        'account_share_return', 'household_change', 'lot_return', 'line_move', 'line_return', 'expiry', 'respend'
    )
) NOT VALID;
-- squawk-ignore ban-drop-constraint
ALTER TABLE transfers DROP CONSTRAINT transfers_check;
ALTER TABLE transfers ADD CONSTRAINT transfers_settled CHECK (
    (settlement_date IS NOT NULL) = (kind IN ('payment', 'refund', 'respend'))
) NOT VALID;
