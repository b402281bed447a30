-- Commitments: money of a budget line set aside for awards of the incubator, and what of it merchants were credited.
CREATE TABLE commitments (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    award_id uuid NOT NULL,
    budget_line_id uuid NOT NULL REFERENCES budget_lines (id),
    wallet_id uuid NOT NULL REFERENCES wallets (id),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    state text NOT NULL,
    recovered_minor bigint NOT NULL DEFAULT 0 CHECK (recovered_minor BETWEEN 0 AND amount_minor),
    committed_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT commitments_one_each UNIQUE (municipality_id, award_id),
    CONSTRAINT commitments_ended CHECK (
        (state = 'ended') = (ended_at IS NOT NULL) AND (state = 'ended' OR recovered_minor = 0)
    )
);
CREATE INDEX commitments_line ON commitments (municipality_id, budget_line_id, id);
SELECT koinon.tenant_table('commitments');
CREATE TRIGGER commitments_keep_to_steps BEFORE INSERT OR UPDATE OF state ON commitments
FOR EACH ROW EXECUTE FUNCTION koinon.keep_to_steps('state', 'committed', 'committed > ended');

CREATE TABLE grants (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    commitment_id uuid NOT NULL REFERENCES commitments (id),
    tranche_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    credited_at timestamptz NOT NULL,
    CONSTRAINT grants_one_each UNIQUE (municipality_id, tranche_id)
);
CREATE INDEX grants_commitment ON grants (commitment_id);
SELECT koinon.tenant_table('grants', 'SELECT, INSERT');
CREATE TRIGGER grants_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON grants
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- Rows that are there have passed the narrower check, so they need not be looked at again.
-- squawk-ignore ban-drop-constraint
ALTER TABLE transfers DROP CONSTRAINT transfers_kind_check;
ALTER TABLE transfers ADD CONSTRAINT transfers_kind_check CHECK (
    kind IN (
        'funding', 'reservation', 'credit', 'release', 'payment', 'refund', 'payout', 'payout_return', 'account_share',
        'account_share_return', 'household_change', 'lot_return', 'line_move', 'line_return', 'expiry', 'respend',
        'grant', 'grant_return'
    )
) NOT VALID;
