-- Months that are handed to the municipality's books. What was handed over is made again from the ledger, the same to the bit.
CREATE TABLE journals (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    month date NOT NULL CHECK (extract(DAY FROM month) = 1),
    rows_count int NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    closed_by uuid NOT NULL,
    closed_at timestamptz NOT NULL,
    UNIQUE (municipality_id, month)
);
SELECT koinon.tenant_table('journals', 'SELECT, INSERT');
CREATE TRIGGER journals_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON journals
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
