-- Months of a wallet that were ordered on paper. Their figures are the ledger's and are not kept twice.
CREATE TABLE wallet_statements (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    wallet_id uuid NOT NULL REFERENCES wallets (id),
    holder_id uuid NOT NULL,
    month date NOT NULL CHECK (extract(DAY FROM month) = 1),
    ordered_by uuid NOT NULL,
    ordered_at timestamptz NOT NULL
);
CREATE INDEX wallet_statements_wallet ON wallet_statements (wallet_id, month);
SELECT koinon.tenant_table('wallet_statements', 'SELECT, INSERT');
CREATE TRIGGER wallet_statements_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON wallet_statements
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
