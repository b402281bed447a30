-- Households over time: who was where on any date, what changed and who entered it, proxies, deaths, people at risk.
-- A stay (a row of household_members) is ended once and never rewritten; a change of facts ends it and begins another.
-- squawk-ignore-file constraint-missing-not-valid, adding-foreign-key-constraint, require-concurrent-index-creation
-- squawk-ignore-file adding-field-with-default, ban-drop-constraint, adding-serial-primary-key-field
-- These tables are a municipality's: they are scanned in less than the lock's timeout.

ALTER TABLE persons ADD COLUMN died_on date;

ALTER TABLE households
ADD COLUMN closed_on date,
ADD COLUMN closed_for text,
ADD COLUMN merged_into_id uuid,
ADD COLUMN protected_for text,
ADD CONSTRAINT closed_for_known CHECK (closed_for IN ('died', 'moved_away', 'merged')),
ADD CONSTRAINT closed_whole CHECK ((closed_on IS NULL) = (closed_for IS NULL)),
ADD CONSTRAINT merged_whole CHECK (coalesce(closed_for = 'merged', false) = (merged_into_id IS NOT NULL)),
ADD CONSTRAINT merged_into_another CHECK (merged_into_id <> id),
ADD CONSTRAINT protected_for_code CHECK (protected_for ~ '^[a-z][a-z0-9_]*$'),
ADD CONSTRAINT merged_into_known FOREIGN KEY (municipality_id, merged_into_id)
REFERENCES households (municipality_id, id);
CREATE INDEX households_protected ON households (id) WHERE protected_for IS NOT NULL;

-- What changed, from which day on, and who entered it when. Ids and codes only; written once.
CREATE TABLE household_changes (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    household_id uuid NOT NULL,
    kind text NOT NULL CHECK (
        kind IN (
            'joined', 'left', 'moved_in', 'moved_out', 'facts_changed', 'holder_changed', 'arrangement_changed',
            'split_off', 'split_from', 'merged_into', 'merged_with', 'member_died', 'closed', 'protected', 'unprotected'
        )
    ),
    effective_on date NOT NULL,
    person_id uuid,
    other_household_id uuid,
    reason text CHECK (reason ~ '^[a-z][a-z0-9_]*$'),
    share_basis_points int CHECK (share_basis_points BETWEEN 0 AND 10000),
    proposed_by uuid,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL,
    UNIQUE (municipality_id, id),
    FOREIGN KEY (municipality_id, household_id) REFERENCES households (municipality_id, id),
    FOREIGN KEY (municipality_id, other_household_id) REFERENCES households (municipality_id, id),
    FOREIGN KEY (municipality_id, person_id) REFERENCES persons (municipality_id, id),
    -- A death is what a register says; whatever else ends or divides a household moves its money.
    CONSTRAINT money_moves_by_two_people CHECK (
        proposed_by IS NOT NULL OR kind NOT IN ('split_off', 'split_from', 'merged_into', 'merged_with', 'closed')
        OR kind = 'closed' AND reason = 'died'
    ),
    CONSTRAINT confirmed_by_another_than_proposed CHECK (proposed_by <> recorded_by),
    CONSTRAINT closed_for_a_reason CHECK (kind <> 'closed' OR reason IS NOT NULL),
    CONSTRAINT share_of_a_split CHECK ((share_basis_points IS NOT NULL) = (kind = 'split_off'))
);
CREATE INDEX household_changes_household ON household_changes (household_id, id);
SELECT koinon.tenant_table('household_changes', 'SELECT, INSERT');
CREATE TRIGGER household_changes_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON household_changes
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- A person may come back on the day of leaving, and a stay that was corrected on its first day is empty: so it has an id.
ALTER TABLE household_members
ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
ADD COLUMN begun_by uuid,
ADD COLUMN ended_by uuid,
DROP CONSTRAINT household_members_pkey,
ADD PRIMARY KEY (id),
ADD CONSTRAINT begun_by_change FOREIGN KEY (municipality_id, begun_by)
REFERENCES household_changes (municipality_id, id),
ADD CONSTRAINT ended_by_change FOREIGN KEY (municipality_id, ended_by)
REFERENCES household_changes (municipality_id, id),
ADD CONSTRAINT ended_by_a_change CHECK (ended_by IS NULL OR left_on IS NOT NULL);
CREATE INDEX household_members_household ON household_members (household_id, joined_on);

-- Ranges of uuids let an exclusion constraint compare ids without an extension.
CREATE TYPE uuid_range AS RANGE (subtype = uuid);
ALTER TABLE household_members
ADD CONSTRAINT one_household_on_any_day EXCLUDE USING gist (
    uuid_range(person_id, person_id, '[]') WITH &&, daterange(joined_on, left_on) WITH &&
),
ADD CONSTRAINT one_holder_on_any_day EXCLUDE USING gist (
    uuid_range(household_id, household_id, '[]') WITH &&, daterange(joined_on, left_on) WITH &&
) WHERE (relation = 'applicant');

CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF tg_op = 'UPDATE' AND old.left_on IS NULL AND new.left_on IS NOT NULL THEN
        old.left_on := new.left_on;
        old.ended_by := new.ended_by;
        IF old IS NOT DISTINCT FROM new THEN
            RETURN new;
        END IF;
    END IF;
    RAISE EXCEPTION 'A stay is ended once and never rewritten.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER household_members_ended_once BEFORE UPDATE OR DELETE ON household_members
FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();

-- How a household lives, from a day on; what was entered last for a day holds.
CREATE TABLE household_arrangements (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    household_id uuid NOT NULL,
    arrangement text NOT NULL CHECK (
        arrangement IN (
            'not_stated', 'owned', 'rented', 'hosted', 'shelter', 'transitional_shelter', 'homeless', 'institution'
        )
    ),
    from_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL,
    FOREIGN KEY (municipality_id, household_id) REFERENCES households (municipality_id, id)
);
CREATE INDEX household_arrangements_household ON household_arrangements (household_id, from_on);
SELECT koinon.tenant_table('household_arrangements', 'SELECT, INSERT');
CREATE TRIGGER household_arrangements_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON household_arrangements
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- A change contradicts what a decision stood on, or a running right goes on with other people: somebody has to look.
CREATE TABLE stale_assessments (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    assessment_id uuid NOT NULL,
    application_id uuid NOT NULL,
    change_id uuid NOT NULL,
    cause text NOT NULL CHECK (cause IN ('contradicted', 'outdated')),
    noted_at timestamptz NOT NULL,
    UNIQUE (assessment_id, change_id),
    FOREIGN KEY (application_id, assessment_id) REFERENCES assessments (application_id, id),
    FOREIGN KEY (municipality_id, change_id) REFERENCES household_changes (municipality_id, id)
);
SELECT koinon.tenant_table('stale_assessments', 'SELECT, INSERT');
CREATE TRIGGER stale_assessments_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON stale_assessments
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- Who may shop or collect for a household, with its holder's consent.
CREATE TABLE proxies (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    household_id uuid NOT NULL,
    person_id uuid NOT NULL,
    consented_by uuid NOT NULL,
    may text [] NOT NULL CHECK (may <@ ARRAY['shop', 'collect'] AND cardinality(may) BETWEEN 1 AND 2),
    starts_on date NOT NULL,
    ends_on date CHECK (ends_on >= starts_on),
    appointed_at timestamptz NOT NULL,
    appointed_by uuid NOT NULL,
    ended_on date CHECK (ended_on >= starts_on),
    ended_for text CHECK (ended_for ~ '^[a-z][a-z0-9_]*$'),
    ended_by uuid,
    FOREIGN KEY (municipality_id, household_id) REFERENCES households (municipality_id, id),
    FOREIGN KEY (municipality_id, person_id) REFERENCES persons (municipality_id, id),
    FOREIGN KEY (municipality_id, consented_by) REFERENCES persons (municipality_id, id),
    CONSTRAINT another_than_the_holder CHECK (person_id <> consented_by),
    CONSTRAINT ended_whole CHECK (
        (ended_on IS NULL) = (ended_by IS NULL) AND (ended_on IS NULL) = (ended_for IS NULL)
    )
);
CREATE UNIQUE INDEX proxies_one_in_force ON proxies (household_id, person_id) WHERE ended_on IS NULL;
CREATE INDEX proxies_person ON proxies (person_id) WHERE ended_on IS NULL;
SELECT koinon.tenant_table('proxies');
