-- Grievances: what people complain about, who looks into it and what they were answered. Texts are sealed.

CREATE TABLE grievances (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    reference text NOT NULL CHECK (reference ~ '^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$'),
    category text NOT NULL CHECK (
        category IN ('decision', 'amount', 'payment', 'card', 'shop', 'staff', 'discrimination', 'privacy', 'other')
    ),
    channel text NOT NULL CHECK (channel IN ('desk', 'phone', 'letter', 'page')),
    confidential boolean NOT NULL,
    state text NOT NULL CHECK (state IN ('received', 'assigned', 'in_review', 'answered', 'escalated', 'closed')),
    complainant_id uuid,
    application_id uuid,
    staff_id uuid,
    earlier_id uuid,
    received_on date NOT NULL,
    received_at timestamptz NOT NULL,
    received_by uuid NOT NULL,
    due_on date NOT NULL CHECK (due_on >= received_on),
    assigned_to uuid,
    assigned_by uuid,
    assigned_at timestamptz,
    escalated_from uuid,
    escalated_at timestamptz,
    answered_by uuid,
    answered_at timestamptz,
    upheld boolean,
    reminded_at timestamptz,
    closed_by uuid,
    closed_at timestamptz,
    closed_on date,
    UNIQUE (municipality_id, id),
    UNIQUE (municipality_id, reference),
    FOREIGN KEY (municipality_id, complainant_id) REFERENCES persons (municipality_id, id),
    FOREIGN KEY (municipality_id, application_id) REFERENCES applications (municipality_id, id),
    FOREIGN KEY (municipality_id, earlier_id) REFERENCES grievances (municipality_id, id),
    CONSTRAINT decision_is_named CHECK (category <> 'decision' OR application_id IS NOT NULL),
    CONSTRAINT staff_is_confidential CHECK (category <> 'staff' OR confidential),
    CONSTRAINT refers_to_another CHECK (earlier_id <> id),
    CONSTRAINT assigned_whole CHECK (
        (assigned_to IS NULL) = (assigned_by IS NULL) AND (assigned_to IS NULL) = (assigned_at IS NULL)
    ),
    CONSTRAINT somebody_has_it CHECK (state NOT IN ('assigned', 'in_review', 'answered') OR assigned_to IS NOT NULL),
    CONSTRAINT handled_by_another_than_complained_about CHECK (assigned_to <> staff_id AND answered_by <> staff_id),
    CONSTRAINT escalated_to_another CHECK (assigned_to <> escalated_from),
    CONSTRAINT escalated_whole CHECK (
        (escalated_from IS NULL) = (escalated_at IS NULL) AND (state <> 'escalated' OR escalated_from IS NOT NULL)
    ),
    CONSTRAINT answered_whole CHECK (
        (answered_by IS NULL) = (answered_at IS NULL) AND (answered_by IS NULL) = (upheld IS NULL)
        AND (state NOT IN ('answered', 'closed') OR answered_by IS NOT NULL)
    ),
    CONSTRAINT closed_whole CHECK (
        (state = 'closed') = (closed_by IS NOT NULL)
        AND (closed_by IS NULL) = (closed_at IS NULL) AND (closed_by IS NULL) = (closed_on IS NULL)
    )
);
CREATE INDEX grievances_open ON grievances (municipality_id, due_on, id) WHERE state <> 'closed';
CREATE INDEX grievances_complainant ON grievances (complainant_id);
CREATE INDEX grievances_application ON grievances (application_id);
SELECT koinon.tenant_table('grievances');

-- The steps that there are, besides handing it to another one; services/registry/grievances.py has the same table, and a test compares the two.
CREATE FUNCTION refuse_grievance_step() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF new.state <> old.state AND (old.state, new.state) NOT IN (
        ('received', 'assigned'), ('assigned', 'in_review'), ('in_review', 'assigned'), ('in_review', 'answered'),
        ('in_review', 'escalated'), ('answered', 'escalated'), ('answered', 'closed'), ('escalated', 'answered'),
        ('escalated', 'closed')
    ) THEN
        RAISE EXCEPTION 'From % there is no step to %.', old.state, new.state USING ERRCODE = 'restrict_violation';
    END IF;
    -- Who complained is forgotten when the time is over; nothing else of a closed complaint ever changes.
    IF old.state = 'closed' AND to_jsonb(new) - 'complainant_id' <> to_jsonb(old) - 'complainant_id' THEN
        RAISE EXCEPTION 'The complaint is closed.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER grievances_steps BEFORE UPDATE ON grievances
FOR EACH ROW EXECUTE FUNCTION refuse_grievance_step();

-- Whoever put a hand to an application: opened, assessed, noted a paper, recommended, decided, heard an appeal.
-- It looks at every table that has rows of an application, so what is added later is part of it without being named.
CREATE FUNCTION people_of_application(of_application uuid) RETURNS SETOF uuid LANGUAGE plpgsql STABLE AS
$$
DECLARE
    part record;
BEGIN
    FOR part IN
        SELECT c.oid::regclass AS place, CASE WHEN c.relname = 'applications' THEN 'id' ELSE 'application_id' END AS key
        FROM pg_class AS c INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid
        WHERE
            n.nspname = 'public' AND c.relkind = 'r' AND c.relname <> 'grievances'
            AND has_table_privilege(c.oid, 'SELECT')
            AND (
                c.relname = 'applications'
                OR EXISTS (
                    SELECT FROM pg_attribute AS a
                    WHERE a.attrelid = c.oid AND a.attname = 'application_id' AND NOT a.attisdropped
                )
            )
    LOOP
        RETURN QUERY EXECUTE format(
            'SELECT e.value::uuid FROM %s AS t, jsonb_each_text(to_jsonb(t)) AS e'
            ' WHERE t.%I = $1 AND (e.key LIKE ''%%\_by'' OR e.key = ''assigned_to'') AND e.value IS NOT NULL'
            ' AND e.value ~ ''^[0-9a-f]{8}-[0-9a-f]{4}-''',
            part.place, part.key
        ) USING of_application;
    END LOOP;
END
$$;

-- Who looks into a complaint has no part in it: neither in the decision that it is about nor as a relative.
CREATE FUNCTION refuse_partial_assignee() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF new.application_id IS NOT NULL AND EXISTS (
        SELECT FROM people_of_application(new.application_id) AS p (id) WHERE p.id IN (new.assigned_to, new.answered_by)
    ) THEN
        RAISE EXCEPTION 'Who took part in a decision does not look into a complaint about it.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT FROM kinships AS k
        WHERE k.staff_id IN (new.assigned_to, new.answered_by) AND k.person_id = new.complainant_id
            AND k.state IN ('in_force', 'ending')
    ) THEN
        RAISE EXCEPTION 'Nobody looks into the own complaint or a relative''s.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER grievances_impartial BEFORE INSERT OR UPDATE OF assigned_to, answered_by ON grievances
FOR EACH ROW WHEN (new.assigned_to IS NOT NULL OR new.answered_by IS NOT NULL)
EXECUTE FUNCTION refuse_partial_assignee();

-- The complaint and each answer, sealed under the complainant's key, else the tenant's. Removed when the time is over.
CREATE TABLE grievance_texts (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    grievance_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('complaint', 'answer')),
    subject_id uuid NOT NULL,
    key_version int NOT NULL,
    sealed bytea NOT NULL,
    written_at timestamptz NOT NULL,
    written_by uuid NOT NULL,
    FOREIGN KEY (municipality_id, grievance_id) REFERENCES grievances (municipality_id, id),
    FOREIGN KEY (municipality_id, subject_id) REFERENCES vault_keys (municipality_id, subject_id)
);
CREATE UNIQUE INDEX grievance_texts_one_complaint ON grievance_texts (grievance_id) WHERE kind = 'complaint';
CREATE INDEX grievance_texts_grievance ON grievance_texts (grievance_id, id);
SELECT koinon.tenant_table('grievance_texts', 'SELECT, INSERT, DELETE');
CREATE TRIGGER grievance_texts_written_once BEFORE UPDATE OR TRUNCATE ON grievance_texts
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
