-- While its dispute is open a household may have its money again, out of the budget lines that had paid; and a dispute
-- says what its shop gave back by itself, and once that nobody has decided it in time.

-- What was left of the payment when it was disputed: what is missing of it since, the shop has given back by itself.
ALTER TABLE disputes ADD COLUMN left_minor bigint;
ALTER TABLE disputes NO FORCE ROW LEVEL SECURITY;
ALTER TABLE payments NO FORCE ROW LEVEL SECURITY;
ALTER TABLE refunds NO FORCE ROW LEVEL SECURITY;
UPDATE disputes AS d SET left_minor = greatest(d.amount_minor, (
    SELECT p.amount_minor + p.bonus_minor - coalesce(sum(r.amount_minor + r.bonus_minor), 0)
    FROM payments AS p
    LEFT JOIN refunds AS r ON p.id = r.payment_id AND r.refunded_at < d.opened_at
    WHERE p.id = d.payment_id
    GROUP BY p.id
));
ALTER TABLE refunds FORCE ROW LEVEL SECURITY;
ALTER TABLE payments FORCE ROW LEVEL SECURITY;
ALTER TABLE disputes FORCE ROW LEVEL SECURITY;
-- There are few disputes, and no sale waits for them.
-- squawk-ignore adding-not-nullable-field
ALTER TABLE disputes ALTER COLUMN left_minor SET NOT NULL;
ALTER TABLE disputes ADD COLUMN returned_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE disputes ADD COLUMN overdue_at timestamptz;
ALTER TABLE disputes ADD CONSTRAINT disputes_left CHECK (left_minor >= amount_minor) NOT VALID;
ALTER TABLE disputes ADD CONSTRAINT disputes_returned CHECK (returned_minor BETWEEN 0 AND amount_minor) NOT VALID;
-- Upheld, the shop gives back by a refund what it has not given back by itself.
-- squawk-ignore ban-drop-constraint
ALTER TABLE disputes DROP CONSTRAINT disputes_check4;
ALTER TABLE disputes ADD CONSTRAINT disputes_refunded CHECK (
    (refund_id IS NOT NULL) = (status = 'upheld' AND returned_minor < amount_minor)
) NOT VALID;
CREATE TRIGGER disputes_keep_to_steps BEFORE INSERT OR UPDATE OF status ON disputes
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps(
    'status', 'disputed', 'disputed > upheld', 'disputed > rejected', 'disputed > withdrawn'
);

CREATE TABLE provisional_credits (
    dispute_id uuid PRIMARY KEY REFERENCES disputes (id),
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    -- What had come back of the payment into its lots before: only what comes back later covers what is spent of this.
    refunded_before_minor bigint NOT NULL CHECK (refunded_before_minor >= 0),
    -- Two people have agreed to it.
    proposal_id uuid NOT NULL UNIQUE,
    transfer_id uuid NOT NULL UNIQUE REFERENCES transfers (id),
    credited_at timestamptz NOT NULL,
    -- What was spent of it and nothing covers, known when the dispute has ended.
    uncovered_minor bigint CHECK (uncovered_minor BETWEEN 0 AND amount_minor),
    ended_at timestamptz,
    CHECK ((uncovered_minor IS NULL) = (ended_at IS NULL))
);
CREATE INDEX provisional_credits_open ON provisional_credits (municipality_id) WHERE ended_at IS NULL;
SELECT koinon.tenant_table('provisional_credits', 'SELECT, INSERT, UPDATE');

-- The column is new and empty: the scan finds nothing.
-- squawk-ignore adding-foreign-key-constraint
ALTER TABLE lots ADD COLUMN dispute_id uuid REFERENCES provisional_credits (dispute_id);
-- squawk-ignore ban-drop-constraint
ALTER TABLE lots DROP CONSTRAINT lots_one_origin;
ALTER TABLE lots ADD CONSTRAINT lots_one_origin CHECK (num_nonnulls(run_line_id, origin_id, dispute_id) = 1) NOT VALID;
-- The column is new: the index is empty.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX lots_provisional ON lots (dispute_id) WHERE dispute_id IS NOT NULL;

-- squawk-ignore ban-drop-constraint
ALTER TABLE transfers DROP CONSTRAINT transfers_kind_check;
ALTER TABLE transfers ADD CONSTRAINT transfers_kind_check CHECK (
    kind IN (
        'funding', 'reservation', 'credit', 'release', 'payment', 'refund', 'payout', 'payout_return', 'account_share',
        'account_share_return', 'household_change', 'lot_return', 'line_move', 'line_return', 'expiry', 'respend',
        'grant', 'grant_return', 'provisional_credit', 'provisional_return'
    )
) NOT VALID;
