-- Wallets hold money. Those that pay in a posting (household, pot, budget line, a run's reserve) keep their balance here, under a lock and
-- never below zero; shops and the outside are only credited and debited by entries, so that nobody queues for them.
CREATE TABLE wallets (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    kind text NOT NULL CHECK (kind IN ('household', 'pot', 'budget_line', 'reserved', 'merchant', 'outside')),
    owner_id uuid NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    balance_minor bigint CHECK (balance_minor >= 0),
    version int NOT NULL DEFAULT 1,
    UNIQUE (municipality_id, kind, owner_id, currency),
    CHECK ((balance_minor IS NOT NULL) = (kind IN ('household', 'pot', 'budget_line', 'reserved')))
) WITH (fillfactor = 70);
SELECT koinon.tenant_table('wallets');

-- One movement of money, whatever moved it.
CREATE TABLE transfers (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    kind text NOT NULL CHECK (
        kind IN ('funding', 'reservation', 'credit', 'release', 'payment', 'refund', 'payout', 'payout_return')
    ),
    subject_id uuid NOT NULL,
    settlement_date date,
    posted_at timestamptz NOT NULL,
    CHECK ((settlement_date IS NOT NULL) = (kind IN ('payment', 'refund')))
);
CREATE INDEX transfers_settlement ON transfers (municipality_id, settlement_date) WHERE settlement_date IS NOT NULL;
SELECT koinon.tenant_table('transfers', 'SELECT, INSERT');

-- The two or more sides of a transfer. Money keeps its programme, budget line and month on its way.
CREATE TABLE entries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    transfer_id uuid NOT NULL REFERENCES transfers (id),
    wallet_id uuid NOT NULL REFERENCES wallets (id),
    currency text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
    balance_minor bigint,
    programme text,
    budget_line_id uuid,
    month date
);
CREATE INDEX entries_wallet ON entries (wallet_id, id);
CREATE INDEX entries_transfer ON entries (transfer_id);
SELECT koinon.tenant_table('entries', 'SELECT, INSERT');

-- A transfer's entries come in one INSERT and sum to zero in each currency. Looking once a statement at what it has
-- inserted costs a third of a deferred trigger on each row.
CREATE FUNCTION refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF EXISTS (
        SELECT FROM inserted GROUP BY transfer_id, currency HAVING sum(amount_minor) <> 0
    ) THEN
        RAISE EXCEPTION 'A transfer does not sum to zero.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entries_sum_to_zero';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER entries_sum_to_zero AFTER INSERT ON entries REFERENCING NEW TABLE AS inserted
FOR EACH STATEMENT EXECUTE FUNCTION refuse_unbalanced();
CREATE TRIGGER entries_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
CREATE TRIGGER transfers_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON transfers
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- Money put aside by the municipality under a decision's number: for benefits, or for bonuses (then its wallet is a pot).
CREATE TABLE budget_lines (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    programme text NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('benefits', 'bonus')),
    name text NOT NULL,
    currency text NOT NULL,
    wallet_id uuid NOT NULL UNIQUE REFERENCES wallets (id),
    opened_by uuid NOT NULL,
    opened_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1
);
-- A programme has one pot for each currency.
CREATE UNIQUE INDEX budget_lines_pot ON budget_lines (municipality_id, programme, currency) WHERE purpose = 'bonus';
SELECT koinon.tenant_table('budget_lines');

-- What registry and incubator have said about who is entitled to what.
CREATE TABLE memberships (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    household_id uuid NOT NULL,
    holder_id uuid NOT NULL,
    programme text NOT NULL,
    currency text NOT NULL,
    card_share_minor bigint NOT NULL CHECK (card_share_minor >= 0),
    account_share_minor bigint NOT NULL CHECK (account_share_minor >= 0),
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'suspended', 'exited')),
    wallet_id uuid NOT NULL REFERENCES wallets (id),
    CHECK (starts_on <= ends_on)
);
CREATE INDEX memberships_programme ON memberships (municipality_id, programme, status);
SELECT koinon.tenant_table('memberships');

-- A month's benefits of one programme, credited from one budget line.
CREATE TABLE runs (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    programme text NOT NULL,
    budget_line_id uuid NOT NULL REFERENCES budget_lines (id),
    month date NOT NULL CHECK (extract(DAY FROM month) = 1),
    currency text NOT NULL,
    status text NOT NULL CHECK (status IN ('calculated', 'locked', 'approved', 'completed', 'cancelled')),
    card_total_minor bigint NOT NULL,
    account_total_minor bigint NOT NULL,
    households int NOT NULL,
    excluded int NOT NULL,
    lines_hash text NOT NULL,
    calculated_by uuid NOT NULL,
    proposal_id uuid,
    credited int NOT NULL DEFAULT 0,
    version int NOT NULL DEFAULT 1
);
SELECT koinon.tenant_table('runs');

CREATE TABLE run_lines (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    run_id uuid NOT NULL REFERENCES runs (id),
    membership_id uuid NOT NULL REFERENCES memberships (id),
    household_id uuid NOT NULL,
    wallet_id uuid NOT NULL REFERENCES wallets (id),
    month date NOT NULL,
    card_share_minor bigint NOT NULL CHECK (card_share_minor >= 0),
    account_share_minor bigint NOT NULL CHECK (account_share_minor >= 0),
    excluded text,
    credited_at timestamptz
);
CREATE INDEX run_lines_run ON run_lines (run_id, id);
-- Nobody is credited twice for one month, in whichever run.
CREATE UNIQUE INDEX run_lines_once ON run_lines (membership_id, month) WHERE credited_at IS NOT NULL;
SELECT koinon.tenant_table('run_lines');

-- Money credited to a household, until it is spent or expires.
CREATE TABLE lots (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    wallet_id uuid NOT NULL REFERENCES wallets (id),
    run_line_id uuid NOT NULL UNIQUE REFERENCES run_lines (id),
    programme text NOT NULL,
    budget_line_id uuid NOT NULL REFERENCES budget_lines (id),
    month date NOT NULL,
    expires_on date NOT NULL,
    credited_minor bigint NOT NULL CHECK (credited_minor > 0),
    remaining_minor bigint NOT NULL CHECK (remaining_minor BETWEEN 0 AND credited_minor)
) WITH (fillfactor = 70);
CREATE INDEX lots_open ON lots (wallet_id, expires_on) WHERE remaining_minor > 0;
SELECT koinon.tenant_table('lots');

-- A card is a key to a wallet and holds no money.
CREATE TABLE cards (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    wallet_id uuid NOT NULL REFERENCES wallets (id),
    holder_id uuid NOT NULL,
    status text NOT NULL CHECK (
        status IN (
            'ordered', 'issued', 'active', 'paused', 'blocked', 'lost', 'stolen', 'replaced', 'closed', 'expired'
        )
    ),
    token_hash bytea UNIQUE,
    pin_verifier bytea,
    pin_tries_left int NOT NULL DEFAULT 3 CHECK (pin_tries_left BETWEEN 0 AND 3),
    ordered_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1,
    CHECK (status = 'ordered' OR token_hash IS NOT NULL OR status IN ('blocked', 'closed', 'replaced'))
) WITH (fillfactor = 80);
-- A holder has one living card on a wallet.
CREATE UNIQUE INDEX cards_living ON cards (wallet_id, holder_id)
WHERE status IN ('ordered', 'issued', 'active', 'paused');
SELECT koinon.tenant_table('cards');
