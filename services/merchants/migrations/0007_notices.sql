-- Whoever wants to turn payments around first changes the contact and then the account. So a contact that was replaced is
-- kept for the cooling period, and is told of both.
CREATE TABLE former_contacts (
    contact_id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    merchant_id uuid NOT NULL REFERENCES merchants (id),
    forget_from date NOT NULL,
    forgotten_at timestamptz
);
CREATE INDEX former_contacts_merchant ON former_contacts (merchant_id) WHERE forgotten_at IS NULL;
SELECT koinon.tenant_table('former_contacts');

-- A verified account can be stopped while it cools; it is then rejected, by whoever was told and did not ask for it.
ALTER TABLE bank_accounts ADD COLUMN stopped_by uuid;
ALTER TABLE bank_accounts ADD COLUMN stopped_at timestamptz;
ALTER TABLE bank_accounts ADD CONSTRAINT bank_accounts_stopped CHECK (
    (stopped_by IS NULL) = (stopped_at IS NULL) AND (stopped_by IS NULL OR status = 'rejected')
) NOT VALID;
CREATE TRIGGER bank_accounts_keep_to_steps BEFORE INSERT OR UPDATE OF status ON bank_accounts
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'status', 'entered', 'entered > verified', 'entered > rejected', 'verified > rejected'
);
