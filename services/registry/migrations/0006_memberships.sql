-- What becomes of a right: suspensions, ends and revocations, what was credited of it and what is owed back.

-- The table is small when this is applied.
-- squawk-ignore disallowed-unique-constraint, constraint-missing-not-valid
ALTER TABLE memberships ADD CONSTRAINT memberships_of_tenant UNIQUE (municipality_id, id);
-- The first day without the right. `ends_on` stays what was decided, so that a later look finds both.
ALTER TABLE memberships ADD COLUMN exited_on date;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE memberships ADD CONSTRAINT exited_has_its_day
CHECK ((state = 'exited') = (exited_on IS NOT NULL));
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE memberships ADD CONSTRAINT exited_within_its_term CHECK (exited_on <= ends_on + 1);
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX memberships_running ON memberships (municipality_id, ends_on) WHERE state <> 'exited';

-- One person may suspend: it is reversible and the money waits. Lifting it moves money, so two people do.
-- `arrears` are the first days of the months that a lifted suspension has withheld.
CREATE TABLE suspensions (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    membership_id uuid NOT NULL,
    reason text NOT NULL CHECK (reason ~ '^[a-z][a-z0-9_]*$'),
    suspended_on date NOT NULL,
    suspended_at timestamptz NOT NULL,
    suspended_by uuid NOT NULL,
    lifted_on date CHECK (lifted_on >= suspended_on),
    lifted_reason text CHECK (lifted_reason ~ '^[a-z][a-z0-9_]*$'),
    lift_proposed_by uuid,
    lifted_by uuid,
    arrears date [],
    FOREIGN KEY (municipality_id, membership_id) REFERENCES memberships (municipality_id, id),
    CONSTRAINT lifted_whole CHECK (
        num_nonnulls(lifted_on, lifted_reason, lift_proposed_by, lifted_by, arrears) IN (0, 5)
    ),
    CONSTRAINT lifted_by_another_than_proposed CHECK (lifted_by <> lift_proposed_by)
);
CREATE UNIQUE INDEX suspensions_one_in_force ON suspensions (membership_id) WHERE lifted_on IS NULL;
CREATE INDEX suspensions_membership ON suspensions (membership_id);
SELECT koinon.tenant_table('suspensions');

-- How a right ended, written once. `requested` and `revoked` are decided by two people; `household` follows from what
-- two people or a register said of the household, `term` from the calendar.
CREATE TABLE exits (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    membership_id uuid NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN ('requested', 'revoked', 'household', 'term')),
    reason text NOT NULL CHECK (reason ~ '^[a-z][a-z0-9_]*$'),
    exited_on date NOT NULL,
    proposed_by uuid,
    decided_by uuid NOT NULL,
    decided_at timestamptz NOT NULL,
    -- Of a revocation: whether the household still has a right to the benefit, and the day from which it had to wait.
    still_eligible boolean,
    suspended_on date,
    FOREIGN KEY (municipality_id, membership_id) REFERENCES memberships (municipality_id, id),
    CONSTRAINT exit_decided_by_two CHECK (kind NOT IN ('requested', 'revoked') OR proposed_by IS NOT NULL),
    CONSTRAINT exit_decided_by_another_than_proposed CHECK (decided_by <> proposed_by),
    CONSTRAINT revocation_whole CHECK (
        (kind = 'revoked') = (still_eligible IS NOT NULL) AND (kind = 'revoked') = (suspended_on IS NOT NULL)
    )
);
SELECT koinon.tenant_table('exits', 'SELECT, INSERT');
CREATE TRIGGER exits_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON exits
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- The same table of steps as TRANSITIONS in memberships.py (a test compares them), and what has to be written before a
-- step: a suspension, its lifting by two people, the end. So nobody takes a step past them, by whatever way.
CREATE FUNCTION refuse_membership_step() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF old.state = 'exited' THEN
        RAISE EXCEPTION 'The membership has ended.' USING ERRCODE = 'restrict_violation';
    ELSIF (old.state, new.state) NOT IN (
        ('active', 'suspended'), ('active', 'exited'), ('suspended', 'active'), ('suspended', 'exited')
    ) THEN
        RAISE EXCEPTION 'From % there is no step to %.', old.state, new.state USING ERRCODE = 'restrict_violation';
    ELSIF new.state <> 'exited' AND (new.state = 'suspended') <> EXISTS (
        SELECT FROM suspensions WHERE membership_id = new.id AND lifted_on IS NULL
    ) THEN
        RAISE EXCEPTION 'No suspension says so.' USING ERRCODE = 'restrict_violation';
    ELSIF new.state = 'exited' AND NOT EXISTS (
        SELECT FROM exits WHERE membership_id = new.id AND exited_on = new.exited_on
    ) THEN
        RAISE EXCEPTION 'No end says so.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER memberships_steps BEFORE UPDATE ON memberships
FOR EACH ROW WHEN (old.state <> new.state) EXECUTE FUNCTION refuse_membership_step();

CREATE FUNCTION refuse_membership_beginning() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION 'A membership begins as active.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER memberships_begin BEFORE INSERT ON memberships
FOR EACH ROW WHEN (new.state <> 'active') EXECUTE FUNCTION refuse_membership_beginning();

-- A right that has ended does not change: what was owed and credited by it can be looked at for ever.
CREATE FUNCTION refuse_change_of_ended() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION 'The membership has ended.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER memberships_ended BEFORE UPDATE OF
household_id, programme, currency, monthly_amount_minor, card_share_minor, account_share_minor, starts_on, ends_on,
exited_on ON memberships
FOR EACH ROW WHEN (old.state = 'exited') EXECUTE FUNCTION refuse_change_of_ended();

-- A household never has two rights to one programme on the same day. Two transactions that would give it two wait for
-- each other at the household's row, so the second one sees the first one's.
CREATE FUNCTION refuse_overlapping_memberships() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    PERFORM FROM households WHERE id = new.household_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM memberships AS m
        WHERE
            m.household_id = new.household_id AND m.programme = new.programme AND m.id <> new.id
            AND daterange(m.starts_on, greatest(m.starts_on, coalesce(m.exited_on, m.ends_on + 1)))
            && daterange(new.starts_on, greatest(new.starts_on, coalesce(new.exited_on, new.ends_on + 1)))
    ) THEN
        RAISE EXCEPTION 'The household has this right already for some of these days.'
        USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'memberships_overlap';
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER memberships_overlap BEFORE INSERT OR UPDATE OF household_id, programme, starts_on, ends_on ON memberships
FOR EACH ROW EXECUTE FUNCTION refuse_overlapping_memberships();

-- What cards has credited of each household's months. The shares that are paid to accounts are in account_shares.
CREATE TABLE card_credits (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    run_id uuid NOT NULL,
    household_id uuid NOT NULL,
    programme text NOT NULL,
    month date NOT NULL CHECK (extract(DAY FROM month) = 1),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    heard_at timestamptz NOT NULL,
    PRIMARY KEY (run_id, month, household_id)
);
CREATE INDEX card_credits_household ON card_credits (household_id, programme, month);
CREATE INDEX card_credits_month ON card_credits (municipality_id, programme, month);
SELECT koinon.tenant_table('card_credits', 'SELECT, INSERT');

-- What a household received without a right. Ordered by two people, and lifted by two; or repaid to the last cent.
CREATE TABLE set_offs (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    membership_id uuid NOT NULL,
    household_id uuid NOT NULL,
    programme text NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    repaid_minor bigint NOT NULL DEFAULT 0 CHECK (repaid_minor BETWEEN 0 AND amount_minor),
    -- What cards has kept back of benefits.
    taken_minor bigint NOT NULL DEFAULT 0 CHECK (taken_minor BETWEEN 0 AND amount_minor),
    months date [] NOT NULL CHECK (cardinality(months) > 0),
    state text NOT NULL CHECK (state IN ('ordered', 'repaid', 'lifted')),
    ordered_on date NOT NULL,
    proposed_by uuid NOT NULL,
    ordered_by uuid NOT NULL,
    ended_on date CHECK (ended_on >= ordered_on),
    lifted_reason text CHECK (lifted_reason ~ '^[a-z][a-z0-9_]*$'),
    lift_proposed_by uuid,
    lifted_by uuid,
    UNIQUE (municipality_id, id),
    FOREIGN KEY (municipality_id, membership_id) REFERENCES memberships (municipality_id, id),
    FOREIGN KEY (municipality_id, household_id) REFERENCES households (municipality_id, id),
    CONSTRAINT set_off_ordered_by_another_than_proposed CHECK (ordered_by <> proposed_by),
    CONSTRAINT set_off_lifted_by_another_than_proposed CHECK (lifted_by <> lift_proposed_by),
    CONSTRAINT set_off_ended_whole CHECK ((state = 'ordered') = (ended_on IS NULL)),
    CONSTRAINT set_off_lifted_whole CHECK (
        num_nonnulls(lifted_reason, lift_proposed_by, lifted_by) = CASE state WHEN 'lifted' THEN 3 ELSE 0 END
    ),
    CONSTRAINT set_off_repaid_whole CHECK (
        (state = 'repaid') = (repaid_minor + taken_minor >= amount_minor) OR state = 'lifted'
    )
);
CREATE INDEX set_offs_household ON set_offs (household_id, programme);
CREATE INDEX set_offs_membership ON set_offs (membership_id);
SELECT koinon.tenant_table('set_offs');

CREATE FUNCTION refuse_set_off_step() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION 'The set-off has ended.' USING ERRCODE = 'restrict_violation';
END
$$;
-- What a run that was on its way has kept back all the same is noted also after the end.
CREATE TRIGGER set_offs_ended BEFORE UPDATE ON set_offs
FOR EACH ROW WHEN (
    old.state <> 'ordered'
    AND (old.state, old.amount_minor, old.repaid_minor, old.ended_on)
    IS DISTINCT FROM (new.state, new.amount_minor, new.repaid_minor, new.ended_on)
) EXECUTE FUNCTION refuse_set_off_step();

-- Money that the household brought back: one person of finance records it, another confirms it.
CREATE TABLE repayments (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    set_off_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    received_on date NOT NULL,
    -- The receipt's or bank statement's own number. It names nobody.
    receipt text NOT NULL CHECK (receipt ~ '^[A-Za-z0-9./-]{1,40}$'),
    state text NOT NULL CHECK (state IN ('recorded', 'confirmed', 'rejected')),
    recorded_by uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    decided_by uuid,
    decided_at timestamptz,
    UNIQUE (municipality_id, receipt),
    FOREIGN KEY (municipality_id, set_off_id) REFERENCES set_offs (municipality_id, id),
    CONSTRAINT repayment_decided_whole CHECK (
        (state = 'recorded') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)
    ),
    CONSTRAINT repayment_confirmed_by_another_than_recorded CHECK (state <> 'confirmed' OR decided_by <> recorded_by)
);
CREATE INDEX repayments_set_off ON repayments (set_off_id);
SELECT koinon.tenant_table('repayments');
CREATE TRIGGER repayments_decided BEFORE UPDATE ON repayments
FOR EACH ROW WHEN (old.state <> 'recorded') EXECUTE FUNCTION refuse_set_off_step();

-- Who was told how many days before which last day that the right ends: once each, and anew when the day is extended.
CREATE TABLE renewal_reminders (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    membership_id uuid NOT NULL,
    ends_on date NOT NULL,
    days_before int NOT NULL CHECK (days_before >= 0),
    sent_on date NOT NULL,
    sent_at timestamptz NOT NULL,
    PRIMARY KEY (membership_id, ends_on, days_before),
    FOREIGN KEY (municipality_id, membership_id) REFERENCES memberships (municipality_id, id)
);
SELECT koinon.tenant_table('renewal_reminders', 'SELECT, INSERT');

-- The rights of a place and cohort last longer by a public decision. Which place is sealed in the vault under the
-- tenant's own key: beside the list of rights it would say where each household lives.
CREATE TABLE extensions (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    programme text NOT NULL CHECK (programme ~ '^[a-z][a-z0-9_]*$'),
    decision_number text NOT NULL CHECK (decision_number ~ '^[^\x00-\x1f]{1,60}$'),
    ending_from date NOT NULL,
    ending_until date NOT NULL CHECK (ending_until >= ending_from),
    months smallint NOT NULL CHECK (months BETWEEN 1 AND 24),
    -- Absent: everywhere.
    postal_codes int CHECK (postal_codes > 0),
    concerned int NOT NULL CHECK (concerned > 0),
    extended int CHECK (extended BETWEEN 0 AND concerned),
    state text NOT NULL CHECK (state IN ('proposed', 'confirmed', 'rejected')),
    proposed_by uuid NOT NULL,
    proposed_at timestamptz NOT NULL,
    decided_by uuid,
    decided_at timestamptz,
    UNIQUE (municipality_id, id),
    CONSTRAINT extension_decided_whole CHECK (
        (state = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)
        AND (state = 'confirmed') = (extended IS NOT NULL)
    ),
    CONSTRAINT extension_confirmed_by_another_than_proposed CHECK (state <> 'confirmed' OR decided_by <> proposed_by)
);
SELECT koinon.tenant_table('extensions');

CREATE FUNCTION refuse_second_extension() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION 'The extension is decided.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER extensions_decided_once BEFORE UPDATE ON extensions
FOR EACH ROW WHEN (old.state <> 'proposed') EXECUTE FUNCTION refuse_second_extension();

-- Whom the proposal concerns, with the last day before and after. Written once; what has changed since is left out when
-- it is confirmed.
CREATE TABLE extension_lines (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    extension_id uuid NOT NULL,
    membership_id uuid NOT NULL,
    former_ends_on date NOT NULL,
    ends_on date NOT NULL CHECK (ends_on > former_ends_on),
    PRIMARY KEY (extension_id, membership_id),
    FOREIGN KEY (municipality_id, extension_id) REFERENCES extensions (municipality_id, id),
    FOREIGN KEY (municipality_id, membership_id) REFERENCES memberships (municipality_id, id)
);
CREATE INDEX extension_lines_membership ON extension_lines (membership_id);
SELECT koinon.tenant_table('extension_lines', 'SELECT, INSERT');
CREATE TRIGGER extension_lines_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON extension_lines
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- A last day moves only by an extension that two people agreed to.
CREATE FUNCTION refuse_unagreed_extension() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF NOT EXISTS (
        SELECT FROM extension_lines AS l INNER JOIN extensions AS e ON l.extension_id = e.id
        WHERE
            l.membership_id = new.id AND l.former_ends_on = old.ends_on AND l.ends_on = new.ends_on
            AND e.state = 'confirmed'
    ) THEN
        RAISE EXCEPTION 'No extension says so.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER memberships_extended BEFORE UPDATE OF ends_on ON memberships
FOR EACH ROW WHEN (old.ends_on <> new.ends_on) EXECUTE FUNCTION refuse_unagreed_extension();

-- Job offers that were made to members of a household, and what became of them.
CREATE TABLE job_offers (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    membership_id uuid NOT NULL,
    person_id uuid NOT NULL,
    -- The number under which the employment service keeps the offer. It names nobody.
    reference text NOT NULL CHECK (reference ~ '^[A-Za-z0-9./-]{1,40}$'),
    offered_on date NOT NULL,
    state text NOT NULL CHECK (state IN ('made', 'accepted', 'refused')),
    answered_on date CHECK (answered_on >= offered_on),
    refusal_reason text CHECK (refusal_reason ~ '^[a-z][a-z0-9_]*$'),
    justified boolean,
    recorded_by uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    answered_by uuid,
    UNIQUE (municipality_id, person_id, reference),
    FOREIGN KEY (municipality_id, membership_id) REFERENCES memberships (municipality_id, id),
    FOREIGN KEY (municipality_id, person_id) REFERENCES persons (municipality_id, id),
    CONSTRAINT offer_answered_whole CHECK (
        (state = 'made') = (answered_on IS NULL) AND (answered_on IS NULL) = (answered_by IS NULL)
    ),
    CONSTRAINT offer_refused_whole CHECK (
        (state = 'refused') = (refusal_reason IS NOT NULL) AND (state = 'refused') = (justified IS NOT NULL)
    )
);
CREATE INDEX job_offers_membership ON job_offers (membership_id);
SELECT koinon.tenant_table('job_offers');

-- What incubator has said of persons who are registered here: their trainings, and at which sessions they were.
CREATE TABLE trainings (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    enrolment_id uuid PRIMARY KEY,
    person_id uuid NOT NULL,
    cohort_id uuid NOT NULL,
    programme text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    UNIQUE (municipality_id, enrolment_id),
    FOREIGN KEY (municipality_id, person_id) REFERENCES persons (municipality_id, id)
);
CREATE INDEX trainings_person ON trainings (person_id);
SELECT koinon.tenant_table('trainings', 'SELECT, INSERT');

CREATE TABLE training_sessions (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    enrolment_id uuid NOT NULL,
    session_id uuid NOT NULL,
    attended boolean NOT NULL,
    counts_against boolean NOT NULL,
    PRIMARY KEY (enrolment_id, session_id),
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES trainings (municipality_id, enrolment_id)
);
SELECT koinon.tenant_table('training_sessions', 'SELECT, INSERT');
