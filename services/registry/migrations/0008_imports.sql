-- Households in bulk, and rights that another body decided (the guaranteed minimum income is decided nationally).
-- What a file says stays in kit's sealed files and in the vault; here are places in it, codes, amounts, keyed digests.

-- A file that somebody brought. It is sealed under a key of the import's own, which is destroyed some time afterwards.
CREATE TABLE imports (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    kind text NOT NULL CHECK (kind IN ('households', 'decisions')),
    source text NOT NULL CHECK (source ~ '^[a-z][a-z0-9_]*$'),
    programme text CHECK (programme ~ '^[a-z][a-z0-9_]*$'),
    state text NOT NULL CHECK (
        state IN ('uploaded', 'checking', 'checked', 'proposed', 'importing', 'imported', 'cancelled')
    ),
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    file_id uuid NOT NULL REFERENCES files (id),
    rows_count int NOT NULL CHECK (rows_count BETWEEN 1 AND 50000),
    -- Field → number of the column, from 1. Headings are not kept here: a file without any begins with somebody's name.
    mapping jsonb NOT NULL,
    -- What the decisions of a file that are new come to a month; households have no amounts.
    total_minor bigint NOT NULL DEFAULT 0 CHECK (total_minor >= 0),
    job_id uuid,
    proposal_id uuid REFERENCES proposals (id),
    uploaded_by uuid NOT NULL,
    uploaded_at timestamptz NOT NULL,
    confirmed_by uuid,
    confirmed_at timestamptz,
    ended_at timestamptz,
    shredded_at timestamptz,
    UNIQUE (municipality_id, id),
    CHECK ((kind = 'decisions') = (programme IS NOT NULL)),
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CHECK ((state IN ('imported', 'cancelled')) = (ended_at IS NOT NULL)),
    CHECK (state NOT IN ('importing', 'imported') OR confirmed_by IS NOT NULL),
    CONSTRAINT decisions_confirmed_by_another_than_uploaded CHECK (kind <> 'decisions' OR confirmed_by <> uploaded_by)
);
-- The same bytes from the same source are the same import until it has ended.
CREATE UNIQUE INDEX imports_same_file ON imports (municipality_id, kind, source, sha256, (coalesce(programme, '')))
WHERE state NOT IN ('imported', 'cancelled');
CREATE INDEX imports_to_shred ON imports (municipality_id, ended_at) WHERE shredded_at IS NULL;
SELECT koinon.tenant_table('imports');

-- The same table of steps as imports.TRANSITIONS (a test compares them). Decisions enter only after they were proposed.
CREATE FUNCTION refuse_import_step() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF (old.state, new.state) NOT IN (
        ('uploaded', 'checking'), ('uploaded', 'cancelled'), ('checking', 'checked'), ('checking', 'cancelled'),
        ('checked', 'uploaded'), ('checked', 'checking'), ('checked', 'proposed'), ('checked', 'importing'),
        ('checked', 'cancelled'), ('proposed', 'importing'), ('proposed', 'cancelled'), ('importing', 'imported')
    ) OR (new.state = 'importing' AND old.kind = 'decisions' AND old.state <> 'proposed')
    THEN
        RAISE EXCEPTION 'From % there is no step to %.', old.state, new.state USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER imports_steps BEFORE UPDATE ON imports
FOR EACH ROW WHEN (old.state <> new.state) EXECUTE FUNCTION refuse_import_step();

-- How a source's columns were read the last time: field → keyed digest of the heading.
CREATE TABLE import_mappings (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    kind text NOT NULL CHECK (kind IN ('households', 'decisions')),
    source text NOT NULL CHECK (source ~ '^[a-z][a-z0-9_]*$'),
    mapping jsonb NOT NULL,
    saved_by uuid NOT NULL,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (municipality_id, kind, source)
);
SELECT koinon.tenant_table('import_mappings');

-- What becomes of each household or decision of a file: found by the dry run, then done. Faults name rows and fields.
CREATE TABLE import_entries (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    import_id uuid NOT NULL,
    place int NOT NULL CHECK (place > 0),
    file_rows int [] NOT NULL CHECK (cardinality(file_rows) > 0),
    outcome text NOT NULL CHECK (outcome IN ('new', 'there', 'differs', 'refused', 'imported')),
    faults jsonb NOT NULL,
    -- The household, or the imported decision, where there is one.
    subject_id uuid,
    UNIQUE (import_id, place),
    FOREIGN KEY (municipality_id, import_id) REFERENCES imports (municipality_id, id),
    CHECK (outcome <> 'imported' OR subject_id IS NOT NULL)
);
CREATE INDEX import_entries_outcome ON import_entries (import_id, outcome, place);
SELECT koinon.tenant_table('import_entries', 'SELECT, INSERT, UPDATE, DELETE');

-- Which household a source's reference became: the same reference never enters twice. Digests are keyed, of each value
-- of each row as it was imported, so that a later file shows what it would change without any value being kept here.
CREATE TABLE household_references (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    source text NOT NULL CHECK (source ~ '^[a-z][a-z0-9_]*$'),
    reference bytea NOT NULL CHECK (octet_length(reference) = 32),
    household_id uuid NOT NULL,
    import_id uuid NOT NULL,
    digests jsonb NOT NULL,
    PRIMARY KEY (municipality_id, source, reference),
    FOREIGN KEY (municipality_id, household_id) REFERENCES households (municipality_id, id),
    FOREIGN KEY (municipality_id, import_id) REFERENCES imports (municipality_id, id)
);
CREATE INDEX household_references_household ON household_references (household_id);
SELECT koinon.tenant_table('household_references');

-- A right that another body decided: recorded by one person, confirmed by another. The body's own reference is sealed
-- under the holder's key, and unique in its programme by keyed hash.
CREATE TABLE imported_decisions (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    import_id uuid,
    household_id uuid NOT NULL,
    holder_id uuid NOT NULL,
    programme text NOT NULL CHECK (programme ~ '^[a-z][a-z0-9_]*$'),
    reference bytea NOT NULL CHECK (octet_length(reference) = 32),
    key_version int NOT NULL,
    sealed_reference bytea NOT NULL,
    applied_on date NOT NULL,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    monthly_amount_minor bigint NOT NULL CHECK (monthly_amount_minor > 0),
    card_share_minor bigint NOT NULL CHECK (card_share_minor >= 0),
    account_share_minor bigint NOT NULL CHECK (account_share_minor >= 0),
    starts_on date NOT NULL,
    ends_on date NOT NULL CHECK (ends_on > starts_on),
    -- What the file says of the household's means, by which our own rules can be asked as well; figures and codes only.
    declared jsonb,
    state text NOT NULL CHECK (state IN ('proposed', 'confirmed', 'rejected')),
    proposal_id uuid REFERENCES proposals (id),
    recorded_by uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    confirmed_by uuid,
    confirmed_at timestamptz,
    UNIQUE (municipality_id, id),
    FOREIGN KEY (municipality_id, import_id) REFERENCES imports (municipality_id, id),
    FOREIGN KEY (municipality_id, household_id) REFERENCES households (municipality_id, id),
    FOREIGN KEY (municipality_id, holder_id) REFERENCES persons (municipality_id, id),
    CONSTRAINT imported_shares_add_up CHECK (card_share_minor + account_share_minor = monthly_amount_minor),
    CONSTRAINT confirmed_whole CHECK (
        (state = 'confirmed') = (confirmed_by IS NOT NULL) AND (confirmed_by IS NULL) = (confirmed_at IS NULL)
    ),
    CONSTRAINT confirmed_by_another_than_recorded CHECK (confirmed_by <> recorded_by)
);
CREATE UNIQUE INDEX imported_decisions_reference ON imported_decisions (municipality_id, programme, reference)
WHERE state <> 'rejected';
CREATE INDEX imported_decisions_household ON imported_decisions (household_id, programme);
SELECT koinon.tenant_table('imported_decisions');

-- What was confirmed is not changed afterwards.
CREATE FUNCTION refuse_change_of_confirmed() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION 'The imported decision is confirmed.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER imported_decisions_confirmed_once BEFORE UPDATE ON imported_decisions
FOR EACH ROW WHEN (old.state <> 'proposed') EXECUTE FUNCTION refuse_change_of_confirmed();

-- What our own rules say of the same household: facts and result as the very bytes, so that it can be replayed.
CREATE TABLE recalculations (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    imported_decision_id uuid PRIMARY KEY,
    rule_version text NOT NULL,
    facts text NOT NULL,
    result text NOT NULL,
    eligible boolean NOT NULL,
    monthly_amount_minor bigint NOT NULL CHECK (monthly_amount_minor >= 0),
    differs boolean NOT NULL,
    recalculated_at timestamptz NOT NULL,
    FOREIGN KEY (municipality_id, imported_decision_id) REFERENCES imported_decisions (municipality_id, id)
);
CREATE INDEX recalculations_differ ON recalculations (municipality_id, imported_decision_id) WHERE differs;
SELECT koinon.tenant_table('recalculations');

-- A membership comes from an application that was decided here or from a decision that was imported. Every row so far has
-- an application, so there is nothing to validate; the table has a right a household and no reader holds it for long.
-- squawk-ignore ban-drop-not-null
ALTER TABLE memberships ALTER COLUMN application_id DROP NOT NULL;
ALTER TABLE memberships ADD COLUMN imported_decision_id uuid;
ALTER TABLE memberships ADD CONSTRAINT memberships_from_one_decision
CHECK (num_nonnulls(application_id, imported_decision_id) = 1) NOT VALID;
ALTER TABLE memberships ADD CONSTRAINT memberships_imported_decision
FOREIGN KEY (imported_decision_id) REFERENCES imported_decisions (id) NOT VALID;
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX memberships_of_imported_decision ON memberships (imported_decision_id);
