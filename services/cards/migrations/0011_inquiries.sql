-- A balance that was told at a till or at a desk; never what was bought.
CREATE TABLE inquiries (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    card_id uuid REFERENCES cards (id),
    till_id uuid REFERENCES tills (id),
    asked_by uuid,
    idempotency_key text,
    fingerprint bytea,
    decline_code text,
    currency text,
    balance_minor bigint,
    available_minor bigint,
    next_expiry_on date,
    next_expiry_minor bigint,
    asked_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    UNIQUE (till_id, idempotency_key),
    CHECK (num_nonnulls(till_id, asked_by) = 1),
    CHECK ((till_id IS NULL) = (idempotency_key IS NULL)),
    CHECK ((decline_code IS NULL) = (balance_minor IS NOT NULL)),
    CHECK (decline_code IS NOT NULL OR card_id IS NOT NULL)
);
SELECT koinon.tenant_table('inquiries', 'SELECT, INSERT');
CREATE TRIGGER inquiries_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON inquiries
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
