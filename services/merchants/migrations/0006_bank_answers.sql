-- What the bank says of payouts: read once, applied exactly, and what does not fit is a difference to be looked into.
ALTER TABLE payouts ADD COLUMN paid_on date;
ALTER TABLE payouts ADD COLUMN paid_reference text;
ALTER TABLE payouts ADD COLUMN returned_on date;
ALTER TABLE payouts ADD COLUMN returned_reference text;
-- ISO 20022 external code, such as AC04: the account is closed.
ALTER TABLE payouts ADD COLUMN returned_reason text;
ALTER TABLE payouts ADD CONSTRAINT payouts_returned CHECK (
    (status = 'returned') = (returned_reason IS NOT NULL)
) NOT VALID;
CREATE TRIGGER payouts_keep_to_steps BEFORE INSERT OR UPDATE OF status ON payouts
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'status', 'instructed', 'instructed > paid', 'instructed > returned', 'paid > returned'
);

-- What came back is owed again, beside the batches, which stay with the payout that they went into. It goes into one
-- later payout, once.
CREATE TABLE adjustments (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    merchant_id uuid NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    kind text NOT NULL CHECK (kind = 'payout_returned'),
    returned_payout_id uuid NOT NULL UNIQUE REFERENCES payouts (id),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    arose_at timestamptz NOT NULL,
    payout_id uuid REFERENCES payouts (id),
    CHECK (payout_id <> returned_payout_id)
);
CREATE INDEX adjustments_unpaid ON adjustments (municipality_id, currency) WHERE payout_id IS NULL;
SELECT koinon.tenant_table('adjustments');

-- An account whose bank said that it is closed, wrong or not its holder's is paid no more; another has to be verified.
ALTER TABLE bank_accounts ADD COLUMN refused_at timestamptz;

CREATE TABLE bank_answers (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    kind text NOT NULL CHECK (kind IN ('pain.002', 'camt.053')),
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    content_id uuid NOT NULL REFERENCES files (id),
    read_by uuid NOT NULL,
    read_at timestamptz NOT NULL,
    UNIQUE (municipality_id, sha256)
);
SELECT koinon.tenant_table('bank_answers', 'SELECT, INSERT');
CREATE TRIGGER bank_answers_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_answers
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

CREATE TABLE bank_answer_lines (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    bank_answer_id uuid NOT NULL REFERENCES bank_answers (id),
    place text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('accepted', 'rejected', 'paid', 'returned')),
    outcome text NOT NULL CHECK (outcome IN ('applied', 'known', 'noted', 'difference')),
    difference text,
    payouts_count int NOT NULL CHECK (payouts_count >= 0),
    payout_id uuid REFERENCES payouts (id),
    amount_minor bigint,
    currency text,
    booked_on date,
    reason text CHECK (reason ~ '^[A-Za-z0-9]{1,35}$'),
    settled_by uuid,
    settled_at timestamptz,
    settled_for text,
    version int NOT NULL DEFAULT 1,
    CHECK ((outcome = 'difference') = (difference IS NOT NULL)),
    CHECK (num_nonnulls(settled_by, settled_at, settled_for) IN (0, 3)),
    CHECK (settled_by IS NULL OR outcome = 'difference')
);
CREATE INDEX bank_answer_lines_answer ON bank_answer_lines (bank_answer_id, id);
CREATE INDEX bank_answer_lines_open ON bank_answer_lines (municipality_id, id)
WHERE outcome = 'difference' AND settled_by IS NULL;
SELECT koinon.tenant_table('bank_answer_lines');
