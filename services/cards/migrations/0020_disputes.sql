-- What a holder says against a payment, what the shop says to that, and how two people have decided.
CREATE TABLE disputes (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    payment_id uuid NOT NULL REFERENCES payments (id),
    card_id uuid NOT NULL REFERENCES cards (id),
    reason text NOT NULL CHECK (
        reason IN ('not_made', 'wrong_amount', 'charged_twice', 'goods_not_received', 'goods_returned', 'goods_faulty')
    ),
    status text NOT NULL CHECK (status IN ('disputed', 'upheld', 'rejected', 'withdrawn')),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    answer_by date NOT NULL,
    decide_by date NOT NULL CHECK (decide_by >= answer_by),
    answer text CHECK (
        answer IN ('accepted', 'holder_was_present', 'amount_is_right', 'goods_delivered', 'already_refunded')
    ),
    opened_by uuid NOT NULL,
    opened_at timestamptz NOT NULL,
    answered_at timestamptz,
    proposal_id uuid,
    closed_at timestamptz,
    refund_id uuid UNIQUE REFERENCES refunds (id),
    version int NOT NULL DEFAULT 1,
    CHECK ((answer IS NULL) = (answered_at IS NULL)),
    CHECK ((status = 'disputed') = (closed_at IS NULL)),
    -- Two people have decided, and only money that the holder is right about comes back.
    CHECK ((status IN ('upheld', 'rejected')) = (proposal_id IS NOT NULL)),
    CHECK ((status = 'upheld') = (refund_id IS NOT NULL))
);
-- One at a time about a payment.
CREATE UNIQUE INDEX disputes_open ON disputes (payment_id) WHERE status = 'disputed';
CREATE INDEX disputes_due ON disputes (municipality_id, decide_by) WHERE status = 'disputed';
SELECT koinon.tenant_table('disputes', 'SELECT, INSERT, UPDATE');
