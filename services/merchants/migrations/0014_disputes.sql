-- What holders say against sales, as cards tells it; what the shop says to that, and shows.
CREATE TABLE disputes (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    merchant_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    reason text NOT NULL,
    answer_by date NOT NULL,
    opened_at timestamptz NOT NULL,
    -- Nobody had decided it by this day.
    delayed_since date,
    outcome text CHECK (outcome IN ('upheld', 'rejected', 'withdrawn')),
    refund_id uuid CHECK (refund_id IS NULL OR outcome = 'upheld'),
    closed_at timestamptz,
    CHECK ((outcome IS NULL) = (closed_at IS NULL))
);
CREATE INDEX disputes_merchant ON disputes (merchant_id, id);
SELECT koinon.tenant_table('disputes', 'SELECT, INSERT, UPDATE');

-- Each answer stays; the last one counts.
CREATE TABLE dispute_answers (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    dispute_id uuid NOT NULL REFERENCES disputes (id),
    answer text NOT NULL CHECK (
        answer IN ('accepted', 'holder_was_present', 'amount_is_right', 'goods_delivered', 'already_refunded')
    ),
    answered_by uuid NOT NULL,
    answered_at timestamptz NOT NULL
);
CREATE INDEX dispute_answers_dispute ON dispute_answers (dispute_id, id);
SELECT koinon.tenant_table('dispute_answers', 'SELECT, INSERT');
CREATE TRIGGER dispute_answers_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON dispute_answers
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- A statement or another paper, sealed as a file: what a person writes is not kept in rows.
CREATE TABLE dispute_papers (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    dispute_id uuid NOT NULL REFERENCES disputes (id),
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]*$'),
    file_id uuid NOT NULL REFERENCES files (id),
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    handed_in_by uuid NOT NULL,
    handed_in_at timestamptz NOT NULL,
    UNIQUE (dispute_id, sha256)
);
SELECT koinon.tenant_table('dispute_papers', 'SELECT, INSERT');
CREATE TRIGGER dispute_papers_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON dispute_papers
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
