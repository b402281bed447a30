-- Persons, households, applications, evidence, consents, assessments, decisions, memberships.
-- Names, numbers, addresses and dates of birth are in kit's vault only; these tables hold ids, codes and amounts.

CREATE TABLE persons (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    language text NOT NULL CHECK (language ~ '^[a-z]{2}$'),
    registered_at timestamptz NOT NULL,
    registered_by uuid NOT NULL,
    erased_at timestamptz,
    UNIQUE (municipality_id, id)
);
SELECT koinon.tenant_table('persons');

CREATE TABLE households (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    formed_at timestamptz NOT NULL,
    formed_by uuid NOT NULL,
    UNIQUE (municipality_id, id)
);
SELECT koinon.tenant_table('households');

-- Who lives with whom, from when to when. A person belongs to one household at a time, a household has one applicant.
CREATE TABLE household_members (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    household_id uuid NOT NULL,
    person_id uuid NOT NULL,
    place smallint NOT NULL,
    relation text NOT NULL CHECK (
        relation IN ('applicant', 'spouse', 'partner', 'child', 'parent', 'sibling', 'other', 'guest')
    ),
    studies boolean NOT NULL,
    work text NOT NULL CHECK (
        work IN ('not_stated', 'employed', 'registered_unemployed', 'unregistered', 'unable', 'retired')
    ),
    excluded_by text CHECK (excluded_by ~ '^[a-z][a-z0-9_]*$'),
    joined_on date NOT NULL,
    left_on date CHECK (left_on >= joined_on),
    PRIMARY KEY (household_id, person_id, joined_on),
    FOREIGN KEY (municipality_id, household_id) REFERENCES households (municipality_id, id),
    FOREIGN KEY (municipality_id, person_id) REFERENCES persons (municipality_id, id)
);
CREATE UNIQUE INDEX household_members_one_household ON household_members (person_id) WHERE left_on IS NULL;
CREATE UNIQUE INDEX household_members_one_applicant ON household_members (household_id)
WHERE relation = 'applicant' AND left_on IS NULL;
SELECT koinon.tenant_table('household_members');

CREATE TABLE applications (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    household_id uuid NOT NULL,
    programme text NOT NULL CHECK (programme ~ '^[a-z][a-z0-9_]*$'),
    state text NOT NULL CHECK (
        state IN (
            'draft', 'submitted', 'in_review', 'info_requested', 'recommended', 'approved', 'rejected',
            'appealed', 'upheld', 'overturned', 'withdrawn'
        )
    ),
    declared jsonb NOT NULL,
    applied_on date,
    opened_at timestamptz NOT NULL,
    opened_by uuid NOT NULL,
    UNIQUE (municipality_id, id),
    UNIQUE (id, opened_by),
    FOREIGN KEY (municipality_id, household_id) REFERENCES households (municipality_id, id),
    CHECK (applied_on IS NOT NULL OR state IN ('draft', 'withdrawn'))
);
-- A household has one undecided application for a programme at a time.
CREATE UNIQUE INDEX applications_one_open ON applications (household_id, programme)
WHERE state IN ('draft', 'submitted', 'in_review', 'info_requested', 'recommended');
CREATE INDEX applications_state ON applications (municipality_id, state, id);
SELECT koinon.tenant_table('applications');

CREATE TABLE evidence (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]*$'),
    seen_at timestamptz NOT NULL,
    seen_by uuid NOT NULL,
    UNIQUE (application_id, kind),
    FOREIGN KEY (municipality_id, application_id) REFERENCES applications (municipality_id, id)
);
SELECT koinon.tenant_table('evidence');

CREATE TABLE consents (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose ~ '^[a-z][a-z0-9_]*$'),
    given_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL,
    withdrawn_at timestamptz,
    FOREIGN KEY (municipality_id, person_id) REFERENCES persons (municipality_id, id)
);
CREATE UNIQUE INDEX consents_one_in_force ON consents (person_id, purpose) WHERE withdrawn_at IS NULL;
SELECT koinon.tenant_table('consents');

-- Facts and result are kept as the very bytes that were computed, so that a replay can be compared bit for bit.
CREATE TABLE assessments (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL,
    rule_version text NOT NULL,
    facts text NOT NULL,
    result text NOT NULL,
    eligible boolean NOT NULL,
    assessed_at timestamptz NOT NULL,
    assessed_by uuid NOT NULL,
    UNIQUE (application_id, id),
    FOREIGN KEY (municipality_id, application_id) REFERENCES applications (municipality_id, id)
);
SELECT koinon.tenant_table('assessments', 'SELECT, INSERT');
CREATE TRIGGER assessments_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON assessments
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

-- The pair of eyes. opened_by is the application's own value by foreign key, so nobody can write another one here.
CREATE TABLE decisions (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL UNIQUE,
    opened_by uuid NOT NULL,
    assessment_id uuid NOT NULL,
    recommended_outcome text NOT NULL CHECK (recommended_outcome IN ('approved', 'rejected')),
    recommended_by uuid NOT NULL,
    recommended_at timestamptz NOT NULL,
    outcome text CHECK (outcome IN ('approved', 'rejected')),
    decided_by uuid,
    decided_at timestamptz,
    reason text CHECK (reason ~ '^[a-z][a-z0-9_]*$'),
    FOREIGN KEY (municipality_id, application_id) REFERENCES applications (municipality_id, id),
    FOREIGN KEY (application_id, opened_by) REFERENCES applications (id, opened_by),
    FOREIGN KEY (application_id, assessment_id) REFERENCES assessments (application_id, id),
    CONSTRAINT decided_whole CHECK (
        (outcome IS NULL) = (decided_by IS NULL) AND (outcome IS NULL) = (decided_at IS NULL)
    ),
    CONSTRAINT decided_by_another_than_recommended CHECK (decided_by <> recommended_by),
    CONSTRAINT decided_by_another_than_opened CHECK (decided_by <> opened_by)
);
SELECT koinon.tenant_table('decisions');

CREATE FUNCTION refuse_second_decision() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION 'The application is decided.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER decisions_decided_once BEFORE UPDATE ON decisions
FOR EACH ROW WHEN (old.outcome IS NOT NULL) EXECUTE FUNCTION refuse_second_decision();

CREATE TABLE memberships (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    application_id uuid NOT NULL UNIQUE,
    household_id uuid NOT NULL,
    holder_id uuid NOT NULL,
    programme text NOT NULL,
    state text NOT NULL CHECK (state IN ('active', 'suspended', 'exited')),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    monthly_amount_minor bigint NOT NULL CHECK (monthly_amount_minor >= 0),
    card_share_minor bigint NOT NULL CHECK (card_share_minor >= 0),
    account_share_minor bigint NOT NULL CHECK (account_share_minor >= 0),
    starts_on date NOT NULL,
    ends_on date NOT NULL CHECK (ends_on > starts_on),
    FOREIGN KEY (municipality_id, household_id) REFERENCES households (municipality_id, id),
    FOREIGN KEY (municipality_id, holder_id) REFERENCES persons (municipality_id, id),
    -- Only a decided application makes a member; that it is approved is what the decision's row says.
    FOREIGN KEY (application_id) REFERENCES decisions (application_id),
    CONSTRAINT shares_add_up CHECK (card_share_minor + account_share_minor = monthly_amount_minor)
);
CREATE INDEX memberships_household ON memberships (household_id, programme);
SELECT koinon.tenant_table('memberships');
