-- Awards: money that two persons commit, milestones that are shown and accepted, tranches that are paid for them.

INSERT INTO allowed_steps (machine, before, after) VALUES
('awards', '', 'planned'),
('awards', 'planned', 'committing'),
('awards', 'planned', 'cancelled'),
('awards', 'committing', 'committed'),
('awards', 'committing', 'planned'),
('awards', 'committed', 'closed'),
('milestones', '', 'planned'),
('milestones', 'planned', 'reported'),
('milestones', 'planned', 'dropped'),
('milestones', 'reported', 'planned'),
('milestones', 'reported', 'accepted'),
('milestones', 'reported', 'dropped'),
('tranches', '', 'released'),
('tranches', 'released', 'credited'),
('tranches', 'credited', 'instructed'),
('tranches', 'instructed', 'paid'),
('tranches', 'instructed', 'failed'),
('tranches', 'paid', 'returned'),
('tranches', 'failed', 'instructed'),
('tranches', 'returned', 'instructed');

-- One award for an application. Who receives it commits nothing, and neither does one person alone.
CREATE TABLE awards (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    application_id uuid NOT NULL,
    recipient_id uuid NOT NULL,
    budget_line_id uuid NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    state text NOT NULL,
    ends_on date NOT NULL,
    refused_for text CHECK (refused_for ~ '^[a-z][a-z_]*$'),
    spent_minor bigint CHECK (spent_minor >= 0),
    planned_at timestamptz NOT NULL,
    planned_by uuid NOT NULL,
    proposed_by uuid,
    committed_by uuid,
    UNIQUE (municipality_id, id),
    CONSTRAINT awards_one_each UNIQUE (municipality_id, application_id),
    FOREIGN KEY (municipality_id, application_id) REFERENCES applications (municipality_id, id),
    FOREIGN KEY (municipality_id, recipient_id) REFERENCES persons (municipality_id, id),
    CONSTRAINT awards_two_persons CHECK (committed_by <> proposed_by),
    CONSTRAINT awards_not_own CHECK (proposed_by <> recipient_id AND committed_by <> recipient_id),
    CONSTRAINT awards_committed CHECK (
        state NOT IN ('committing', 'committed', 'closed') OR (proposed_by IS NOT NULL AND committed_by IS NOT NULL)
    ),
    CONSTRAINT awards_spent CHECK ((state = 'closed') = (spent_minor IS NOT NULL) AND spent_minor <= amount_minor)
);
SELECT koinon.tenant_table('awards');
CREATE TRIGGER awards_step BEFORE INSERT OR UPDATE OF state ON awards
FOR EACH ROW EXECUTE FUNCTION refuse_step();

CREATE TABLE milestones (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    award_id uuid NOT NULL,
    number smallint NOT NULL CHECK (number > 0),
    title text NOT NULL,
    due_on date NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    evidence text [] NOT NULL CHECK (cardinality(evidence) > 0),
    state text NOT NULL,
    proposed_by uuid,
    accepted_by uuid,
    accepted_on date,
    UNIQUE (municipality_id, id),
    CONSTRAINT milestones_number UNIQUE (municipality_id, award_id, number),
    FOREIGN KEY (municipality_id, award_id) REFERENCES awards (municipality_id, id),
    CONSTRAINT milestones_two_persons CHECK (accepted_by <> proposed_by),
    CONSTRAINT milestones_accepted CHECK (
        (state = 'accepted') = (proposed_by IS NOT NULL AND accepted_by IS NOT NULL AND accepted_on IS NOT NULL)
    )
);
-- Milestones of a plan that nobody has agreed to are deleted and written anew.
SELECT koinon.tenant_table('milestones', 'SELECT, INSERT, UPDATE, DELETE');
CREATE TRIGGER milestones_step BEFORE INSERT OR UPDATE OF state ON milestones
FOR EACH ROW EXECUTE FUNCTION refuse_step();

CREATE FUNCTION refuse_committed() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF EXISTS (SELECT FROM awards WHERE id = OLD.award_id AND state <> 'planned') THEN
        RAISE EXCEPTION 'Two persons have agreed to this milestone.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'milestones_agreed';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER milestones_agreed BEFORE DELETE ON milestones FOR EACH ROW EXECUTE FUNCTION refuse_committed();

-- What shows that a milestone was reached: where the paper is and the SHA-256 of what was seen.
CREATE TABLE milestone_evidence (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    milestone_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]*$'),
    reference text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    recorded_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL,
    FOREIGN KEY (municipality_id, milestone_id) REFERENCES milestones (municipality_id, id)
);
CREATE INDEX milestone_evidence_milestone ON milestone_evidence (municipality_id, milestone_id, id);
SELECT koinon.tenant_table('milestone_evidence', 'SELECT, INSERT');
CREATE TRIGGER milestone_evidence_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON milestone_evidence
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- Who made sure, how and when, that the merchant who is to be paid is the one that was awarded.
CREATE TABLE payee_checks (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    method text NOT NULL CHECK (method IN ('called_back', 'bank_letter', 'visited')),
    checked_on date NOT NULL,
    checked_by uuid NOT NULL,
    UNIQUE (municipality_id, id),
    CONSTRAINT payee_checks_who UNIQUE (municipality_id, id, merchant_id, checked_by),
    FOREIGN KEY (municipality_id, award_id) REFERENCES awards (municipality_id, id)
);
CREATE INDEX payee_checks_award ON payee_checks (municipality_id, award_id, id);
SELECT koinon.tenant_table('payee_checks', 'SELECT, INSERT');
CREATE TRIGGER payee_checks_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON payee_checks
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- Money of one accepted milestone on its way. Who verified the payee does not release it.
CREATE TABLE tranches (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    award_id uuid NOT NULL,
    milestone_id uuid NOT NULL,
    merchant_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    state text NOT NULL,
    payee_check_id uuid NOT NULL,
    checked_by uuid NOT NULL,
    payout_id uuid,
    reason_code text CHECK (reason_code ~ '^[A-Za-z0-9]{1,35}$'),
    released_at timestamptz NOT NULL,
    released_by uuid NOT NULL,
    CONSTRAINT tranches_one_each UNIQUE (municipality_id, milestone_id),
    FOREIGN KEY (municipality_id, award_id) REFERENCES awards (municipality_id, id),
    FOREIGN KEY (municipality_id, milestone_id) REFERENCES milestones (municipality_id, id),
    FOREIGN KEY (municipality_id, payee_check_id, merchant_id, checked_by)
    REFERENCES payee_checks (municipality_id, id, merchant_id, checked_by),
    CONSTRAINT tranches_two_persons CHECK (released_by <> checked_by),
    CONSTRAINT tranches_payout CHECK (state IN ('released', 'credited') OR payout_id IS NOT NULL),
    CONSTRAINT tranches_reason CHECK ((state IN ('failed', 'returned')) = (reason_code IS NOT NULL))
);
CREATE INDEX tranches_award ON tranches (municipality_id, award_id, id);
CREATE INDEX tranches_on_their_way ON tranches (municipality_id, payout_id) WHERE payout_id IS NOT NULL;
SELECT koinon.tenant_table('tranches');
CREATE TRIGGER tranches_step BEFORE INSERT OR UPDATE OF state ON tranches
FOR EACH ROW EXECUTE FUNCTION refuse_step();

-- Nothing is paid but what was accepted, to the cent, while the award's money is set aside.
CREATE FUNCTION refuse_unearned() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    PERFORM FROM milestones AS milestone
    INNER JOIN awards AS award ON award.id = milestone.award_id
    WHERE milestone.id = NEW.milestone_id AND milestone.award_id = NEW.award_id AND milestone.state = 'accepted'
    AND milestone.amount_minor = NEW.amount_minor AND award.state = 'committed'
    FOR SHARE OF milestone, award;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Two persons have to accept the milestone first.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'tranches_earned';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER tranches_earned BEFORE INSERT ON tranches FOR EACH ROW EXECUTE FUNCTION refuse_unearned();
