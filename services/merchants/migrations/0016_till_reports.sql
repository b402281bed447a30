-- Reports of tills as cards has made them, for the shop's owner: figures by kind and cashier's number, for good.
CREATE TABLE till_reports (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    merchant_id uuid NOT NULL,
    till_id uuid NOT NULL,
    period int NOT NULL CHECK (period > 0),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    net_minor bigint NOT NULL,
    lines json NOT NULL,
    closed_by_number int,
    closed_at timestamptz NOT NULL,
    UNIQUE (till_id, period)
);
CREATE INDEX till_reports_merchant ON till_reports (merchant_id, id);
SELECT koinon.tenant_table('till_reports', 'SELECT, INSERT');
CREATE TRIGGER till_reports_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON till_reports
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
