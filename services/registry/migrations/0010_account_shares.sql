-- Account shares: what of a run is paid to accounts, by which file, and what the bank says of it.
-- Accounts and names of payees are in the vault and in sealed files only; these tables hold ids, codes and amounts.

-- Whose account pays: a public body's own, so its number is plain. Entered by one person, checked by another.
CREATE TABLE debtor_accounts (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    programme text NOT NULL CHECK (programme ~ '^[a-z][a-z0-9_]*$'),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    name text NOT NULL CHECK (name ~ '^[A-Za-z0-9/?:().,''+ -]{1,70}$'),
    iban text NOT NULL CHECK (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'),
    bic text CHECK (bic ~ '^[A-Z0-9]{8}([A-Z0-9]{3})?$'),
    status text NOT NULL CHECK (status IN ('entered', 'verified', 'rejected', 'closed')),
    entered_by uuid NOT NULL,
    entered_at timestamptz NOT NULL,
    checked_by uuid,
    checked_at timestamptz,
    UNIQUE (municipality_id, id),
    CONSTRAINT checked_whole CHECK ((status = 'entered') = (checked_by IS NULL)),
    CONSTRAINT checked_when CHECK ((checked_by IS NULL) = (checked_at IS NULL)),
    CONSTRAINT checked_by_another_than_entered CHECK (checked_by <> entered_by),
    -- Outside SEPA a bank is found by its BIC only.
    CONSTRAINT bic_outside_sepa CHECK (currency = 'EUR' OR bic IS NOT NULL)
);
CREATE UNIQUE INDEX debtor_accounts_one_verified ON debtor_accounts (municipality_id, programme, currency)
WHERE status = 'verified';
SELECT koinon.tenant_table('debtor_accounts');

-- Runs whose money cards has reserved. Written once. `payout_id` is what registry's own events are about: the run is cards'.
CREATE TABLE account_share_runs (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    programme text NOT NULL,
    budget_line_id uuid NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    payout_id uuid NOT NULL UNIQUE,
    heard_at timestamptz NOT NULL,
    UNIQUE (municipality_id, id)
);
-- UPDATE lets a transaction lock a row; the trigger lets none change one.
SELECT koinon.tenant_table('account_share_runs');
CREATE TRIGGER account_share_runs_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON account_share_runs
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

CREATE TABLE bank_files (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    debtor_account_id uuid NOT NULL,
    programme text NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    run_ids uuid [] NOT NULL CHECK (cardinality(run_ids) BETWEEN 1 AND 24),
    execution_date date NOT NULL,
    transfers_count int NOT NULL CHECK (transfers_count > 0),
    total_minor bigint NOT NULL CHECK (total_minor > 0),
    status text NOT NULL CHECK (
        status IN ('proposed', 'rejected', 'lapsed', 'approved', 'cancelled', 'sent', 'refused')
    ),
    proposal_id uuid NOT NULL REFERENCES proposals (id),
    expires_at timestamptz NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    content_id uuid NOT NULL REFERENCES files (id),
    prepared_by uuid NOT NULL,
    prepared_at timestamptz NOT NULL,
    approved_by uuid,
    approved_at timestamptz,
    sent_by uuid,
    sent_at timestamptz,
    withdrawal_id uuid REFERENCES proposals (id),
    UNIQUE (municipality_id, id),
    FOREIGN KEY (municipality_id, debtor_account_id) REFERENCES debtor_accounts (municipality_id, id),
    CONSTRAINT approved_whole CHECK (
        (status IN ('approved', 'cancelled', 'sent', 'refused')) = (approved_by IS NOT NULL)
        AND (approved_by IS NULL) = (approved_at IS NULL)
    ),
    CONSTRAINT approved_by_another_than_prepared CHECK (approved_by <> prepared_by),
    CONSTRAINT sent_whole CHECK (
        (status IN ('sent', 'refused')) = (sent_by IS NOT NULL) AND (sent_by IS NULL) = (sent_at IS NULL)
    )
);
SELECT koinon.tenant_table('bank_files');

-- One right's part of a run, for one month, that is paid to an account: months that are owed come with a later run. Its amount never changes; its status goes by the table of
-- steps in account_shares.py, which the trigger below repeats.
CREATE TABLE account_shares (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    run_id uuid NOT NULL,
    membership_id uuid NOT NULL,
    household_id uuid NOT NULL,
    month date NOT NULL CHECK (extract(DAY FROM month) = 1),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    status text NOT NULL CHECK (status IN ('open', 'instructed', 'paid', 'rejected', 'returned', 'cancelled')),
    -- Why it could not be put into a file when that was last looked at.
    blocked_by text CHECK (blocked_by ~ '^[a-z][a-z0-9_]*$'),
    -- Its last transfer, and what the bank said when it did not take it.
    transfer_id uuid,
    reason text CHECK (reason ~ '^[A-Za-z0-9]{1,35}$'),
    UNIQUE (municipality_id, id),
    UNIQUE (id, amount_minor),
    UNIQUE (municipality_id, run_id, membership_id, month),
    FOREIGN KEY (municipality_id, run_id) REFERENCES account_share_runs (municipality_id, id)
);
CREATE INDEX account_shares_run ON account_shares (run_id, status, id);
CREATE INDEX account_shares_household ON account_shares (household_id, id);
SELECT koinon.tenant_table('account_shares');

-- Each attempt to pay a share: a line of a file, whose id is the EndToEndId that the bank gives back.
CREATE TABLE account_transfers (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    bank_file_id uuid NOT NULL,
    account_share_id uuid NOT NULL,
    payee_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('planned', 'instructed', 'paid', 'rejected', 'returned', 'withdrawn')),
    reason text CHECK (reason ~ '^[A-Za-z0-9]{1,35}$'),
    paid_on date,
    paid_reference text,
    returned_on date,
    returned_reference text,
    FOREIGN KEY (municipality_id, bank_file_id) REFERENCES bank_files (municipality_id, id),
    FOREIGN KEY (municipality_id, payee_id) REFERENCES persons (municipality_id, id),
    -- What is paid is the share's amount, not another one.
    FOREIGN KEY (account_share_id, amount_minor) REFERENCES account_shares (id, amount_minor),
    CONSTRAINT paid_has_its_day CHECK ((state IN ('paid', 'returned')) = (paid_on IS NOT NULL)),
    CONSTRAINT returned_has_its_day CHECK ((state = 'returned') = (returned_on IS NOT NULL))
);
-- Never paid twice: a share is in one file at most that waits, is with the bank or was paid.
CREATE UNIQUE INDEX account_transfers_one_live ON account_transfers (account_share_id)
WHERE state IN ('planned', 'instructed', 'paid');
CREATE INDEX account_transfers_share ON account_transfers (account_share_id, id);
CREATE INDEX account_transfers_file ON account_transfers (bank_file_id, id);
SELECT koinon.tenant_table('account_transfers');

-- An account that was looked at again after the bank did not take a transfer: one person saw the paper, another reopens.
-- Where the bank's reason has nothing to do with the payee (no cover, a wrong date), nothing of the payee is looked at.
CREATE TABLE account_checks (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    transfer_id uuid PRIMARY KEY REFERENCES account_transfers (id),
    verified_by uuid NOT NULL,
    verified_at timestamptz NOT NULL,
    reopened_by uuid,
    reopened_at timestamptz,
    CONSTRAINT reopened_whole CHECK ((reopened_by IS NULL) = (reopened_at IS NULL)),
    CONSTRAINT reopened_by_another_than_verified CHECK (reopened_by <> verified_by)
);
SELECT koinon.tenant_table('account_checks');

CREATE FUNCTION refuse_account_share_step() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF (old.status, new.status) NOT IN (
        ('open', 'instructed'), ('open', 'cancelled'), ('instructed', 'open'), ('instructed', 'paid'),
        ('instructed', 'rejected'), ('paid', 'returned'), ('rejected', 'open'), ('rejected', 'cancelled'),
        ('returned', 'open'), ('returned', 'cancelled')
    ) THEN
        RAISE EXCEPTION 'From % there is no step to %.', old.status, new.status USING ERRCODE = 'restrict_violation';
    ELSIF new.status IN ('instructed', 'paid', 'rejected', 'returned') AND NOT EXISTS (
        SELECT FROM account_transfers
        WHERE id = new.transfer_id AND account_share_id = new.id AND state = new.status
    ) THEN
        RAISE EXCEPTION 'No transfer says so.' USING ERRCODE = 'restrict_violation';
    ELSIF new.status = 'open' AND old.status = 'instructed' AND NOT EXISTS (
        SELECT FROM account_transfers WHERE id = old.transfer_id AND state = 'withdrawn'
    ) THEN
        RAISE EXCEPTION 'Its file was not cancelled.' USING ERRCODE = 'restrict_violation';
    ELSIF new.status = 'open' AND old.status <> 'instructed' AND NOT EXISTS (
        SELECT FROM account_checks WHERE transfer_id = old.transfer_id AND reopened_by IS NOT NULL
    ) AND NOT EXISTS (
        SELECT FROM account_transfers AS t INNER JOIN bank_files AS f ON t.bank_file_id = f.id
        WHERE
            t.id = old.transfer_id AND t.state = 'rejected' AND (
                f.status = 'refused' OR t.reason !~ '^((AC|BE|RC|RR)..|AG01|MS02|MS03|MD07)$'
            )
    ) THEN
        RAISE EXCEPTION 'The account was not verified anew.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER account_shares_steps BEFORE UPDATE ON account_shares
FOR EACH ROW WHEN (old.status <> new.status) EXECUTE FUNCTION refuse_account_share_step();

CREATE FUNCTION refuse_bank_file_step() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF (old.status, new.status) NOT IN (
        ('proposed', 'approved'), ('proposed', 'rejected'), ('proposed', 'lapsed'), ('approved', 'sent'),
        ('approved', 'cancelled'), ('sent', 'refused')
    ) THEN
        RAISE EXCEPTION 'From % there is no step to %.', old.status, new.status USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER bank_files_steps BEFORE UPDATE ON bank_files
FOR EACH ROW WHEN (old.status <> new.status) EXECUTE FUNCTION refuse_bank_file_step();

CREATE FUNCTION refuse_account_transfer_step() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF (old.state, new.state) NOT IN (
        ('planned', 'instructed'), ('planned', 'withdrawn'), ('instructed', 'paid'), ('instructed', 'rejected'),
        ('instructed', 'withdrawn'), ('paid', 'returned')
    ) THEN
        RAISE EXCEPTION 'From % there is no step to %.', old.state, new.state USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER account_transfers_steps BEFORE UPDATE ON account_transfers
FOR EACH ROW WHEN (old.state <> new.state) EXECUTE FUNCTION refuse_account_transfer_step();

-- What was read of the bank, each file once. The file itself is sealed: it names people who have nothing to do with us.
CREATE TABLE bank_statements (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('pain.002', 'camt.053')),
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    content_id uuid NOT NULL REFERENCES files (id),
    read_by uuid NOT NULL,
    read_at timestamptz NOT NULL,
    UNIQUE (municipality_id, id),
    UNIQUE (municipality_id, sha256)
);
SELECT koinon.tenant_table('bank_statements', 'SELECT, INSERT');
CREATE TRIGGER bank_statements_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_statements
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- Each thing that a statement says: applied, known already, only noted, or a difference that somebody has to look into.
-- What the bank wrote stays in the file; here are its place, our ids, amount and codes.
CREATE TABLE bank_statement_lines (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    bank_statement_id uuid NOT NULL,
    place text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('accepted', 'rejected', 'paid', 'returned')),
    outcome text NOT NULL CHECK (outcome IN ('applied', 'known', 'noted', 'difference')),
    difference text CHECK (difference ~ '^[a-z][a-z0-9_]*$'),
    bank_file_id uuid,
    transfer_id uuid,
    amount_minor bigint,
    currency text,
    booked_on date,
    reason text CHECK (reason ~ '^[A-Za-z0-9]{1,35}$'),
    settled_by uuid,
    settled_at timestamptz,
    settled_for text CHECK (settled_for ~ '^[a-z][a-z0-9_]*$'),
    UNIQUE (bank_statement_id, place, kind),
    FOREIGN KEY (municipality_id, bank_statement_id) REFERENCES bank_statements (municipality_id, id),
    FOREIGN KEY (municipality_id, bank_file_id) REFERENCES bank_files (municipality_id, id),
    FOREIGN KEY (transfer_id) REFERENCES account_transfers (id),
    CONSTRAINT difference_has_its_kind CHECK (difference IS NOT NULL OR outcome <> 'difference'),
    CONSTRAINT settled_whole CHECK (num_nonnulls(settled_by, settled_at, settled_for) IN (0, 3)),
    CONSTRAINT only_differences_are_settled CHECK (settled_by IS NULL OR difference IS NOT NULL)
);
CREATE INDEX bank_statement_lines_open ON bank_statement_lines (municipality_id, id)
WHERE outcome = 'difference' AND settled_by IS NULL;
SELECT koinon.tenant_table('bank_statement_lines');
