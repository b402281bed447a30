-- Who works at the tills of an outlet, by a number and a PIN; the name is known to merchants alone.
CREATE TABLE cashiers (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    merchant_id uuid NOT NULL REFERENCES merchants (id),
    outlet_id uuid NOT NULL,
    number int NOT NULL CHECK (number > 0),
    rights text [] NOT NULL,
    ended boolean NOT NULL DEFAULT false,
    -- The digest of the code by which the PIN is chosen, and until when.
    code_digest bytea CHECK (octet_length(code_digest) = 32),
    code_expires_at timestamptz,
    pin_verifier bytea,
    pin_tries_left int NOT NULL DEFAULT 3 CHECK (pin_tries_left BETWEEN 0 AND 3),
    version int NOT NULL DEFAULT 1,
    UNIQUE (merchant_id, number),
    CHECK ((code_digest IS NULL) = (code_expires_at IS NULL))
);
CREATE INDEX cashiers_outlet ON cashiers (outlet_id) WHERE NOT ended;
SELECT koinon.tenant_table('cashiers');

-- Who is signed on at a till, and the number of its period: a report ends one, and the next sale is of the next.
ALTER TABLE tills ADD COLUMN cashier_id uuid;
ALTER TABLE tills ADD CONSTRAINT tills_cashier FOREIGN KEY (cashier_id) REFERENCES cashiers (id) NOT VALID;
ALTER TABLE tills ADD COLUMN period int NOT NULL DEFAULT 1 CHECK (period > 0);

-- By whom and in which period of the till; none for what was sold before there were any. What is given back because two
-- people have decided so is of no cashier.
ALTER TABLE payments ADD COLUMN cashier_id uuid;
ALTER TABLE payments ADD COLUMN till_period int;
ALTER TABLE refunds ADD COLUMN cashier_id uuid;
ALTER TABLE refunds ADD COLUMN till_period int;
ALTER TABLE respends ADD COLUMN cashier_id uuid;
ALTER TABLE respends ADD COLUMN till_period int;

-- What a till has sold in a period, as it was printed when the period ended.
CREATE TABLE till_reports (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    till_id uuid NOT NULL REFERENCES tills (id),
    period int NOT NULL CHECK (period > 0),
    currency text NOT NULL,
    net_minor bigint NOT NULL,
    lines json NOT NULL,
    cashier_id uuid REFERENCES cashiers (id),
    idempotency_key text NOT NULL,
    fingerprint bytea NOT NULL,
    closed_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    UNIQUE (till_id, period),
    UNIQUE (till_id, idempotency_key)
);
SELECT koinon.tenant_table('till_reports', 'SELECT, INSERT');
CREATE TRIGGER till_reports_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON till_reports
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
