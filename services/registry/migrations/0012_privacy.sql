-- Privacy: consents for a purpose with the text that was shown, how each person is told things, legal holds, what is
-- due to be erased, and everything that is kept about one person.

ALTER TABLE consents
ADD COLUMN given_how text NOT NULL DEFAULT 'signed_paper' CHECK (given_how IN ('signed_paper', 'desk', 'phone')),
ADD COLUMN text_version int NOT NULL DEFAULT 1,
ADD COLUMN language text,
ADD COLUMN valid_until date,
ADD COLUMN withdrawn_by uuid,
ADD COLUMN withdrawn_how text CHECK (withdrawn_how IN ('signed_paper', 'desk', 'phone', 'expired'));
-- Of what was withdrawn before, nobody knows by whom.
ALTER TABLE consents
ADD CONSTRAINT withdrawn_whole CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)) NOT VALID;

-- How a person wants to be told things; without a choice, see rules/channels.toml.
ALTER TABLE persons ADD COLUMN channel text CHECK (channel IN ('email', 'sms', 'print'));

-- What a person was told of a thing (a lot, say), so that nothing is said twice whatever is heard again.
CREATE TABLE tellings (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    person_id uuid NOT NULL,
    about text NOT NULL CHECK (about ~ '^[a-z][a-z0-9_]*$'),
    object_id uuid NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (municipality_id, object_id, about, person_id)
);
SELECT koinon.tenant_table('tellings', 'SELECT, INSERT, DELETE');

-- While a hold is not lifted nothing of the person is erased, by anybody; lifting takes two people.
CREATE TABLE legal_holds (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    person_id uuid NOT NULL,
    reason text NOT NULL CHECK (reason ~ '^[a-z][a-z0-9_]*$'),
    file_number text NOT NULL CHECK (length(file_number) BETWEEN 1 AND 40),
    state text NOT NULL CHECK (state IN ('placed', 'lift_proposed', 'lifted')),
    placed_at timestamptz NOT NULL,
    placed_by uuid NOT NULL,
    proposed_at timestamptz,
    proposed_by uuid,
    lifted_at timestamptz,
    lifted_by uuid,
    FOREIGN KEY (municipality_id, person_id) REFERENCES persons (municipality_id, id),
    CONSTRAINT lifted_by_another_than_proposed CHECK (lifted_by <> proposed_by),
    CONSTRAINT proposed_whole CHECK (
        (proposed_by IS NULL) = (proposed_at IS NULL) AND (proposed_by IS NULL) = (state = 'placed')
    ),
    CONSTRAINT lifted_whole CHECK (
        (lifted_by IS NULL) = (lifted_at IS NULL) AND (lifted_by IS NULL) = (state <> 'lifted')
    )
);
CREATE UNIQUE INDEX legal_holds_one_of_a_kind ON legal_holds (municipality_id, person_id, reason)
WHERE state <> 'lifted';
SELECT koinon.tenant_table('legal_holds');

CREATE FUNCTION refuse_hold_step() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF (old.state, new.state) NOT IN (
        ('placed', 'lift_proposed'), ('lift_proposed', 'placed'), ('lift_proposed', 'lifted')
    ) THEN
        RAISE EXCEPTION 'From % there is no step to %.', old.state, new.state USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER legal_holds_steps BEFORE UPDATE ON legal_holds FOR EACH ROW EXECUTE FUNCTION refuse_hold_step();

CREATE FUNCTION is_held(person uuid) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT FROM legal_holds WHERE person_id = person AND state <> 'lifted') $$;

CREATE FUNCTION refuse_held() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF is_held(old.id) THEN
        RAISE EXCEPTION 'A legal hold keeps this person''s data.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER persons_not_erased_while_held BEFORE UPDATE OF erased_at ON persons
FOR EACH ROW WHEN (old.erased_at IS NULL AND new.erased_at IS NOT NULL) EXECUTE FUNCTION refuse_held();

-- A list of what is due to be erased on a day; it is erased once somebody has approved, or by the parameter.
CREATE TABLE retention_runs (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]*$'),
    listed_on date NOT NULL,
    listed_at timestamptz NOT NULL,
    due_before date NOT NULL,
    automatic boolean NOT NULL,
    state text NOT NULL CHECK (state IN ('listed', 'approved', 'dropped', 'done')),
    approved_by uuid,
    approved_at timestamptz,
    job_id uuid,
    finished_at timestamptz,
    UNIQUE (municipality_id, id),
    UNIQUE (municipality_id, kind, listed_on),
    CONSTRAINT approved_whole CHECK (
        (approved_by IS NULL) = (approved_at IS NULL)
        AND (state NOT IN ('approved', 'done') OR approved_by IS NOT NULL)
    )
);
CREATE UNIQUE INDEX retention_runs_one_open ON retention_runs (municipality_id, kind)
WHERE state IN ('listed', 'approved');
SELECT koinon.tenant_table('retention_runs');

CREATE FUNCTION refuse_retention_step() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF (old.state, new.state) NOT IN (('listed', 'approved'), ('listed', 'dropped'), ('approved', 'done')) THEN
        RAISE EXCEPTION 'From % there is no step to %.', old.state, new.state USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER retention_runs_steps BEFORE UPDATE ON retention_runs
FOR EACH ROW EXECUTE FUNCTION refuse_retention_step();

CREATE TABLE retention_items (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    run_id uuid NOT NULL,
    record_id uuid NOT NULL,
    person_id uuid,
    outcome text CHECK (outcome IN ('erased', 'held', 'not_due')),
    PRIMARY KEY (run_id, record_id),
    FOREIGN KEY (municipality_id, run_id) REFERENCES retention_runs (municipality_id, id)
);
CREATE INDEX retention_items_waiting ON retention_items (run_id, record_id) WHERE outcome IS NULL;
SELECT koinon.tenant_table('retention_items');

-- What retention erases; the worker alone does, in chunks.
DO
$$
BEGIN
    EXECUTE format('GRANT DELETE ON messages TO %I', koinon.login('worker'));
    EXECUTE format('GRANT UPDATE (sealed_name, sealed_content) ON files TO %I', koinon.login('worker'));
END
$$;

-- Everything that tables keep about one person, of whatever table that has rows of persons, households or applications:
-- what is added later is part of it without being named. Sealed bytes and who of the staff did it are left out.
CREATE FUNCTION rows_about(person uuid) RETURNS TABLE (kind text, content jsonb) LANGUAGE plpgsql STABLE AS
$$
DECLARE
    part record;
    homes uuid[] := ARRAY(SELECT DISTINCT m.household_id FROM household_members AS m WHERE m.person_id = person);
    cases uuid[] := ARRAY(SELECT a.id FROM applications AS a WHERE a.household_id = ANY (homes));
BEGIN
    FOR part IN
        SELECT
            c.oid::regclass AS place, c.relname AS name,
            CASE
                WHEN c.relname = 'persons' THEN 'id'
                ELSE (
                    SELECT a.attname FROM pg_attribute AS a
                    WHERE a.attrelid = c.oid AND NOT a.attisdropped AND a.atttypid = 'uuid'::regtype
                        AND a.attname IN (
                            'person_id', 'complainant_id', 'holder_id', 'subject_id', 'household_id', 'application_id'
                        )
                    ORDER BY array_position(
                        ARRAY[
                            'person_id', 'complainant_id', 'household_id', 'holder_id', 'application_id', 'subject_id'
                        ]::name[], a.attname
                    )
                    LIMIT 1
                )
            END AS key
        FROM pg_class AS c INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid
        WHERE
            n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND c.relname NOT IN ('vault_keys', 'vault_fields', 'audit_entries', 'proposals')
            AND has_table_privilege(c.oid, 'SELECT')
        ORDER BY c.relname
    LOOP
        CONTINUE WHEN part.key IS NULL;
        RETURN QUERY EXECUTE format(
            'SELECT %L, (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(to_jsonb(t)) AS e'
            ' WHERE e.value <> ''null'' AND e.key NOT LIKE ''sealed%%'' AND e.key NOT LIKE ''%%blind%%'''
            ' AND e.key NOT LIKE ''%%\_by'' AND e.key NOT IN (''municipality_id'', ''key_version'', ''assigned_to'','
            ' ''escalated_from'', ''staff_id''))'
            ' FROM %s AS t WHERE t.%I = ANY ($1)',
            part.name, part.place, part.key
        ) USING CASE part.key WHEN 'household_id' THEN homes WHEN 'application_id' THEN cases ELSE ARRAY[person] END;
    END LOOP;
END
$$;
