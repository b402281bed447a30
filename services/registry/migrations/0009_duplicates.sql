-- One person entered twice: keys by which two entries meet, pairs that are suspected, what became of them, and the
-- households that wait for it. Keys are keyed hashes of what is derived from names, birth dates, telephones and accounts,
-- as the vault's blind indexes are: equal values of one purpose and tenant have equal keys, and nothing else shows.
-- squawk-ignore-file constraint-missing-not-valid, adding-foreign-key-constraint, require-concurrent-index-creation
-- These tables are a municipality's: they are scanned in less than the lock's timeout.

-- Both are deleted with a person's data. The tenant stands in the index, so that policies need not look at the rows. They
-- have no foreign key: nine rows a person cost twice as much with one, and a key without a person leads nowhere.
CREATE TABLE match_keys (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    key bigint NOT NULL,
    person_id uuid NOT NULL,
    PRIMARY KEY (key, person_id) INCLUDE (municipality_id)
);
CREATE INDEX match_keys_person ON match_keys (person_id);
SELECT koinon.tenant_table('match_keys', 'SELECT, INSERT, DELETE');

CREATE TABLE search_keys (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    key bigint NOT NULL,
    person_id uuid NOT NULL,
    PRIMARY KEY (key, person_id) INCLUDE (municipality_id)
);
CREATE INDEX search_keys_person ON search_keys (person_id);
SELECT koinon.tenant_table('search_keys', 'SELECT, INSERT, DELETE');

-- A person who was merged stays as another id of the one who remains.
ALTER TABLE persons
ADD COLUMN merged_into uuid,
ADD CONSTRAINT merged_into_another CHECK (merged_into <> id),
ADD CONSTRAINT merged_into_known FOREIGN KEY (municipality_id, merged_into) REFERENCES persons (municipality_id, id);
CREATE INDEX persons_merged ON persons (merged_into) WHERE merged_into IS NOT NULL;

-- `basis` is a keyed hash of the names, dates and numbers that were compared: a judgement holds until one of them changes.
CREATE TABLE duplicates (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    first_id uuid NOT NULL,
    second_id uuid NOT NULL,
    score smallint NOT NULL CHECK (score BETWEEN 0 AND 100),
    reasons text [] NOT NULL CHECK (cardinality(reasons) > 0),
    basis bytea NOT NULL CHECK (octet_length(basis) = 32),
    state text NOT NULL DEFAULT 'suspected' CHECK (state IN ('suspected', 'distinct', 'merged', 'lapsed')),
    suspected_at timestamptz NOT NULL,
    resolved_at timestamptz,
    resolved_by uuid,
    proposed_by uuid,
    survivor_id uuid,
    UNIQUE (municipality_id, id),
    UNIQUE (first_id, second_id, basis),
    FOREIGN KEY (municipality_id, first_id) REFERENCES persons (municipality_id, id),
    FOREIGN KEY (municipality_id, second_id) REFERENCES persons (municipality_id, id),
    CONSTRAINT two_persons CHECK (first_id < second_id),
    CONSTRAINT resolved_whole CHECK (
        (state = 'suspected') = (resolved_at IS NULL) AND (resolved_at IS NULL) = (resolved_by IS NULL)
    ),
    CONSTRAINT merged_whole CHECK (
        (state = 'merged') = (survivor_id IS NOT NULL) AND (state = 'merged') = (proposed_by IS NOT NULL)
    ),
    CONSTRAINT survivor_is_one_of_them CHECK (survivor_id IN (first_id, second_id)),
    CONSTRAINT merged_by_another_than_proposed CHECK (proposed_by <> resolved_by)
);
CREATE UNIQUE INDEX duplicates_one_open ON duplicates (first_id, second_id) WHERE state = 'suspected';
CREATE INDEX duplicates_second ON duplicates (second_id);
CREATE INDEX duplicates_state ON duplicates (municipality_id, state, id);
SELECT koinon.tenant_table('duplicates');

-- `duplicates.TRANSITIONS` says the same: what was judged is never judged otherwise; when names change it is a new pair.
CREATE FUNCTION refuse_judging_again() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION 'A judgement on two persons is kept for ever.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER duplicates_judged_once BEFORE UPDATE ON duplicates
FOR EACH ROW WHEN (old.state <> 'suspected') EXECUTE FUNCTION refuse_judging_again();

-- Which household's benefits wait for which pair; the ids are those of the events that say so.
CREATE TABLE duplicate_holds (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    duplicate_id uuid NOT NULL,
    household_id uuid NOT NULL,
    held_on date NOT NULL,
    released_on date CHECK (released_on >= held_on),
    FOREIGN KEY (municipality_id, duplicate_id) REFERENCES duplicates (municipality_id, id),
    FOREIGN KEY (municipality_id, household_id) REFERENCES households (municipality_id, id)
);
CREATE UNIQUE INDEX duplicate_holds_one ON duplicate_holds (duplicate_id, household_id) WHERE released_on IS NULL;
SELECT koinon.tenant_table('duplicate_holds');
