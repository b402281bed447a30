-- Follow-ups of participants on the id that they came with, and what merchants took by card in each month.

INSERT INTO allowed_steps (machine, before, after) VALUES
('follow_ups', '', 'planned'),
('follow_ups', 'planned', 'answered'),
('follow_ups', 'planned', 'unreachable'),
('follow_ups', 'unreachable', 'answered');

-- What a participant earns is sealed under their key; jobs and revenue are the enterprise's.
CREATE TABLE follow_ups (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    enrolment_id uuid NOT NULL,
    participant_id uuid NOT NULL,
    months smallint NOT NULL CHECK (months > 0),
    due_on date NOT NULL,
    state text NOT NULL,
    work text CHECK (work IN ('own_enterprise', 'employed', 'in_training', 'seeking', 'at_home')),
    jobs int CHECK (jobs >= 0),
    revenue_minor bigint CHECK (revenue_minor >= 0),
    answered_at timestamptz,
    answered_by uuid,
    UNIQUE (municipality_id, id),
    CONSTRAINT follow_ups_one_each UNIQUE (municipality_id, enrolment_id, months),
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolments (municipality_id, id),
    FOREIGN KEY (municipality_id, participant_id) REFERENCES persons (municipality_id, id),
    CONSTRAINT follow_ups_answered CHECK (
        (state = 'answered') = (
            work IS NOT NULL AND jobs IS NOT NULL AND revenue_minor IS NOT NULL AND answered_at IS NOT NULL
            AND answered_by IS NOT NULL
        )
    )
);
CREATE INDEX follow_ups_due ON follow_ups (municipality_id, due_on) WHERE state = 'planned';
CREATE INDEX follow_ups_participant ON follow_ups (municipality_id, participant_id);
SELECT koinon.tenant_table('follow_ups');
CREATE TRIGGER follow_ups_step BEFORE INSERT OR UPDATE OF state ON follow_ups
FOR EACH ROW EXECUTE FUNCTION refuse_step();

CREATE TABLE follow_up_chases (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    follow_up_id uuid NOT NULL,
    channel text NOT NULL CHECK (channel IN ('call', 'message', 'letter', 'visit')),
    chased_at timestamptz NOT NULL,
    chased_by uuid NOT NULL,
    FOREIGN KEY (municipality_id, follow_up_id) REFERENCES follow_ups (municipality_id, id)
);
CREATE INDEX follow_up_chases_of ON follow_up_chases (follow_up_id);
SELECT koinon.tenant_table('follow_up_chases', 'SELECT, INSERT');
CREATE TRIGGER follow_up_chases_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON follow_up_chases
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- Sums of every merchant, for which of them is an enterprise may be heard after its first sale. A refund may come in a
-- later month than its sale, so a month may be below zero.
CREATE TABLE merchant_months (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    merchant_id uuid NOT NULL,
    month date NOT NULL CHECK (extract(DAY FROM month) = 1),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    revenue_minor bigint NOT NULL,
    PRIMARY KEY (municipality_id, merchant_id, month, currency)
);
SELECT koinon.tenant_table('merchant_months');
