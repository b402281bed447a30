-- What shops are charged besides refunds: fees by a programme's schedule and what is clawed back, each agreed to by two.
CREATE TABLE charges (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    merchant_id uuid NOT NULL REFERENCES merchants (id),
    kind text NOT NULL CHECK (kind IN ('fee', 'claw_back')),
    budget_line_id uuid NOT NULL REFERENCES budget_lines (id),
    programme text NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    -- The first of the month whose sales a fee is for.
    month date CHECK (extract(DAY FROM month) = 1),
    reason text,
    payment_id uuid REFERENCES payments (id),
    -- The charge that this one takes back, once and whole.
    reverses_id uuid UNIQUE REFERENCES charges (id),
    decision_number text NOT NULL,
    proposal_id uuid NOT NULL REFERENCES proposals (id),
    transfer_id uuid NOT NULL UNIQUE REFERENCES transfers (id),
    charged_at timestamptz NOT NULL,
    CHECK ((kind = 'fee') = (month IS NOT NULL)),
    CHECK ((kind = 'claw_back') = (reason IS NOT NULL)),
    CHECK (payment_id IS NULL OR kind = 'claw_back')
);
CREATE UNIQUE INDEX charges_one_fee ON charges (municipality_id, programme, month, merchant_id)
WHERE kind = 'fee' AND reverses_id IS NULL;
CREATE INDEX charges_merchant ON charges (merchant_id, id);
CREATE INDEX charges_payment ON charges (payment_id) WHERE payment_id IS NOT NULL;
SELECT koinon.tenant_table('charges', 'SELECT, INSERT');
CREATE TRIGGER charges_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON charges
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- Rows that are there have passed the narrower check, so they need not be looked at again.
-- squawk-ignore ban-drop-constraint
ALTER TABLE transfers DROP CONSTRAINT transfers_kind_check;
ALTER TABLE transfers ADD CONSTRAINT transfers_kind_check CHECK (
    kind IN (
        'funding', 'reservation', 'credit', 'release', 'payment', 'refund', 'payout', 'payout_return', 'account_share',
        'account_share_return', 'household_change', 'lot_return', 'line_move', 'line_return', 'expiry', 'respend',
        'grant', 'grant_return', 'provisional_credit', 'provisional_return', 'charge', 'charge_return'
    )
) NOT VALID;
