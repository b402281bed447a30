-- A death that was entered by mistake is taken back by two people; a household that closed by it is opened again and its
-- rights go on. And months that are owed when a right begins later than its first day.
-- squawk-ignore-file constraint-missing-not-valid, adding-foreign-key-constraint, require-concurrent-index-creation
-- squawk-ignore-file ban-drop-constraint, adding-required-field
-- squawk-ignore-file disallowed-unique-constraint, require-concurrent-index-deletion
-- These tables are a municipality's: they are scanned in less than the lock's timeout.

CREATE TABLE death_revocations (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL,
    -- What had been entered.
    died_on date NOT NULL,
    reason text NOT NULL CHECK (reason ~ '^[a-z][a-z0-9_]*$'),
    proposed_by uuid NOT NULL,
    revoked_by uuid NOT NULL,
    revoked_at timestamptz NOT NULL,
    FOREIGN KEY (municipality_id, person_id) REFERENCES persons (municipality_id, id),
    CONSTRAINT revoked_by_another_than_proposed CHECK (revoked_by <> proposed_by)
);
CREATE INDEX death_revocations_person ON death_revocations (person_id);
SELECT koinon.tenant_table('death_revocations', 'SELECT, INSERT');
CREATE TRIGGER death_revocations_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON death_revocations
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

ALTER TABLE household_changes
DROP CONSTRAINT household_changes_kind_check,
ADD CONSTRAINT household_changes_kind_check CHECK (
    kind IN (
        'joined', 'left', 'moved_in', 'moved_out', 'facts_changed', 'holder_changed', 'arrangement_changed',
        'split_off', 'split_from', 'merged_into', 'merged_with', 'member_died', 'closed', 'protected', 'unprotected',
        'death_revoked', 'reopened'
    )
),
ADD CONSTRAINT revived_by_two_people CHECK (proposed_by IS NOT NULL OR kind NOT IN ('death_revoked', 'reopened'));

-- Whoever is dead stays so but by two people.
CREATE FUNCTION refuse_revival() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF NOT EXISTS (SELECT FROM death_revocations WHERE person_id = new.id AND died_on = old.died_on) THEN
        RAISE EXCEPTION 'No revocation by two people says so.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER persons_revival BEFORE UPDATE OF died_on ON persons
FOR EACH ROW WHEN (old.died_on IS NOT NULL AND new.died_on IS DISTINCT FROM old.died_on)
EXECUTE FUNCTION refuse_revival();

-- A right that went on after an end by mistake is another row, which says which one it continues; the ended one stays as
-- it was. One decision gives one right and what continues it.
ALTER TABLE memberships
ADD COLUMN continues_id uuid,
ADD COLUMN arrears date [] NOT NULL DEFAULT '{}',
ADD CONSTRAINT continues_known FOREIGN KEY (municipality_id, continues_id) REFERENCES memberships (municipality_id, id),
ADD CONSTRAINT continued_once UNIQUE (continues_id),
DROP CONSTRAINT memberships_application_id_key;
CREATE UNIQUE INDEX memberships_of_application ON memberships (application_id) WHERE continues_id IS NULL;
CREATE INDEX memberships_application ON memberships (application_id, id);
DROP INDEX memberships_of_imported_decision;
CREATE UNIQUE INDEX memberships_of_imported_decision ON memberships (imported_decision_id) WHERE continues_id IS NULL;
