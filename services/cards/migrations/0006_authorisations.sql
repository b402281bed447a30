-- Money that is reserved for a shop before it is paid. A hold reserves the very lots that it would draw; each capture of it is
-- a payment of its own, so that settlement, refunds and readers know one kind of payment only.

-- What of a lot is reserved: no other sale sees it, and nothing takes it away meanwhile.
ALTER TABLE lots ADD COLUMN held_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE lots ADD CONSTRAINT lots_held CHECK (held_minor BETWEEN 0 AND remaining_minor) NOT VALID;

CREATE TABLE authorisations (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    till_id uuid NOT NULL REFERENCES tills (id),
    merchant_id uuid NOT NULL REFERENCES merchants (id),
    idempotency_key text NOT NULL,
    fingerprint bytea NOT NULL,
    card_id uuid REFERENCES cards (id),
    wallet_id uuid REFERENCES wallets (id),
    status text NOT NULL CHECK (status IN ('declined', 'authorised', 'captured', 'voided', 'expired')),
    decline_code text,
    currency text NOT NULL,
    category text NOT NULL,
    requested_minor bigint NOT NULL CHECK (requested_minor > 0),
    held_minor bigint NOT NULL CHECK (held_minor >= 0),
    remainder_minor bigint NOT NULL CHECK (remainder_minor >= 0),
    captured_minor bigint NOT NULL DEFAULT 0 CHECK (captured_minor >= 0),
    released_minor bigint NOT NULL DEFAULT 0 CHECK (released_minor >= 0),
    balance_minor bigint,
    available_minor bigint,
    next_expiry_on date,
    next_expiry_minor bigint,
    decision json NOT NULL,
    authorised_at timestamptz NOT NULL,
    expires_at timestamptz,
    version int NOT NULL DEFAULT 1,
    UNIQUE (till_id, idempotency_key),
    CHECK (held_minor + remainder_minor = requested_minor),
    CHECK ((status = 'declined') = (decline_code IS NOT NULL)),
    CHECK ((status = 'declined') = (held_minor = 0)),
    CHECK ((status = 'declined') = (expires_at IS NULL)),
    CHECK (captured_minor + released_minor <= held_minor),
    -- Something is left for as long as it is open, and nothing afterwards.
    CHECK ((status = 'authorised') = (captured_minor + released_minor < held_minor))
) WITH (fillfactor = 80);
CREATE INDEX authorisations_open ON authorisations (expires_at) WHERE status = 'authorised';
CREATE INDEX authorisations_wallet ON authorisations (wallet_id, authorised_at);
SELECT koinon.tenant_table('authorisations');

-- What a hold reserves of each lot, what captures drew of it, and what became free again.
CREATE TABLE hold_draws (
    authorisation_id uuid NOT NULL REFERENCES authorisations (id),
    lot_id uuid NOT NULL REFERENCES lots (id),
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    place int NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    drawn_minor bigint NOT NULL DEFAULT 0 CHECK (drawn_minor >= 0),
    freed_minor bigint NOT NULL DEFAULT 0 CHECK (freed_minor >= 0),
    PRIMARY KEY (authorisation_id, lot_id),
    CHECK (drawn_minor + freed_minor <= amount_minor)
);
CREATE INDEX hold_draws_lot ON hold_draws (lot_id);
SELECT koinon.tenant_table('hold_draws');

-- The column is new and empty: the scan finds nothing.
-- squawk-ignore adding-foreign-key-constraint
ALTER TABLE payments ADD COLUMN authorisation_id uuid REFERENCES authorisations (id);
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX payments_authorisation ON payments (authorisation_id) WHERE authorisation_id IS NOT NULL;

-- Each time that money became free again: by the shop, by time, or because the last capture took less.
CREATE TABLE hold_releases (
    id uuid PRIMARY KEY,
    authorisation_id uuid NOT NULL UNIQUE REFERENCES authorisations (id),
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    reason text NOT NULL CHECK (reason IN ('voided', 'expired', 'captured')),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    till_id uuid REFERENCES tills (id),
    idempotency_key text,
    fingerprint bytea,
    released_at timestamptz NOT NULL,
    UNIQUE (till_id, idempotency_key),
    CHECK ((reason = 'expired') = (till_id IS NULL)),
    CHECK ((till_id IS NULL) = (idempotency_key IS NULL))
);
SELECT koinon.tenant_table('hold_releases', 'SELECT, INSERT');
CREATE TRIGGER hold_releases_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON hold_releases
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
