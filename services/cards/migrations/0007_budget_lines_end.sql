-- A budget line has a year and an end: it is planned, open once two people have put money on it, and closed by two people.
ALTER TABLE budget_lines
ADD COLUMN status text NOT NULL DEFAULT 'open' CHECK (status IN ('planned', 'open', 'closed')),
ADD COLUMN valid_from date,
ADD COLUMN valid_until date,
ADD COLUMN closed_at timestamptz,
ADD COLUMN closing_number text,
ADD COLUMN closing_proposal_id uuid,
ADD COLUMN successor_id uuid;
ALTER TABLE budget_lines ADD CONSTRAINT budget_lines_year CHECK (
    (valid_from IS NULL) = (valid_until IS NULL) AND valid_from <= valid_until
) NOT VALID;
ALTER TABLE budget_lines ADD CONSTRAINT budget_lines_closed CHECK (
    (status = 'closed') = (num_nonnulls(closed_at, closing_number, closing_proposal_id) = 3)
    AND (status = 'closed' OR num_nonnulls(closed_at, closing_number, closing_proposal_id, successor_id) = 0)
    AND successor_id <> id
) NOT VALID;
ALTER TABLE budget_lines ADD CONSTRAINT budget_lines_successor
FOREIGN KEY (successor_id) REFERENCES budget_lines (id) NOT VALID;
-- A programme has one open pot for each currency; next year's may be planned beside it.
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX budget_lines_pot;
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX budget_lines_pot ON budget_lines (municipality_id, programme, currency)
WHERE purpose = 'bonus' AND status = 'open';

-- Which decision put how much where: the register of what two people have done with lines. Without a line on one side it is
-- the municipality's own account.
CREATE TABLE budget_movements (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    kind text NOT NULL CHECK (kind IN ('funding', 'move', 'carry_over', 'return')),
    budget_line_id uuid REFERENCES budget_lines (id),
    to_line_id uuid REFERENCES budget_lines (id),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    decision_number text NOT NULL,
    proposal_id uuid NOT NULL REFERENCES proposals (id),
    transfer_id uuid NOT NULL UNIQUE REFERENCES transfers (id),
    moved_at timestamptz NOT NULL,
    CHECK ((budget_line_id IS NULL) = (kind = 'funding')),
    CHECK ((to_line_id IS NULL) = (kind = 'return')),
    CHECK (to_line_id <> budget_line_id)
);
CREATE INDEX budget_movements_from ON budget_movements (budget_line_id, id);
CREATE INDEX budget_movements_to ON budget_movements (to_line_id, id);
SELECT koinon.tenant_table('budget_movements', 'SELECT, INSERT');
CREATE TRIGGER budget_movements_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON budget_movements
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- squawk-ignore ban-drop-constraint
ALTER TABLE transfers DROP CONSTRAINT transfers_kind_check;
ALTER TABLE transfers ADD CONSTRAINT transfers_kind_check CHECK (
    kind IN (
        'funding', 'reservation', 'credit', 'release', 'payment', 'refund', 'payout', 'payout_return', 'account_share',
        'account_share_return', 'household_change', 'lot_return', 'line_move', 'line_return'
    )
) NOT VALID;
