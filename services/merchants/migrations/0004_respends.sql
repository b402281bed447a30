-- Shops pay shops: each side's row of a day, as cards says it. The one that pays is owed less, the one that is paid more.
CREATE TABLE settlement_respends (
    respend_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    net_minor bigint NOT NULL,
    settlement_date date NOT NULL,
    PRIMARY KEY (respend_id, merchant_id)
);
CREATE INDEX settlement_respends_day
ON settlement_respends (municipality_id, settlement_date, merchant_id) INCLUDE (currency, net_minor);
SELECT koinon.tenant_table('settlement_respends', 'SELECT, INSERT');
CREATE TRIGGER settlement_respends_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement_respends
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

ALTER TABLE settlement_totals ADD COLUMN respends_count int NOT NULL DEFAULT 0 CHECK (respends_count >= 0);
ALTER TABLE batches ADD COLUMN respends_count int NOT NULL DEFAULT 0 CHECK (respends_count >= 0);
