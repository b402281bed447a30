-- Persons, calls, applications, reviews, determinations, cohorts, sessions, accommodations, attendance, enterprises.
-- Names, numbers, everything people wrote or answered and every reason given about them is in kit's vault only.

-- The steps of every state machine, also for whoever comes past the code; a test holds them against the Python tables.
-- Where `before` is empty, `after` is the state in which a row begins.
CREATE TABLE allowed_steps (
    machine text NOT NULL,
    before text NOT NULL,
    after text NOT NULL,
    PRIMARY KEY (machine, before, after)
);
INSERT INTO allowed_steps (machine, before, after) VALUES
('applications', '', 'draft'),
('applications', 'draft', 'submitted'),
('applications', 'submitted', 'screening'),
('applications', 'submitted', 'draft'),
('applications', 'screening', 'review'),
('applications', 'screening', 'draft'),
('applications', 'screening', 'submitted'),
('applications', 'review', 'determination'),
('applications', 'review', 'screening'),
('applications', 'determination', 'awarded'),
('applications', 'determination', 'reserve'),
('applications', 'determination', 'rejected'),
('applications', 'determination', 'review'),
('applications', 'reserve', 'awarded'),
('applications', 'reserve', 'rejected'),
('applications', 'reserve', 'determination'),
('applications', 'rejected', 'determination'),
('reviews', '', 'assigned'),
('reviews', 'assigned', 'submitted'),
('reviews', 'assigned', 'abstained'),
('sessions', '', 'planned'),
('sessions', 'planned', 'confirmed'),
('sessions', 'planned', 'cancelled'),
('sessions', 'confirmed', 'planned'),
('sessions', 'confirmed', 'held'),
('sessions', 'confirmed', 'cancelled'),
('enterprises', '', 'idea'),
('enterprises', 'idea', 'pre_registration'),
('enterprises', 'idea', 'closed'),
('enterprises', 'pre_registration', 'registered'),
('enterprises', 'pre_registration', 'idea'),
('enterprises', 'pre_registration', 'closed'),
('enterprises', 'registered', 'trading'),
('enterprises', 'registered', 'pre_registration'),
('enterprises', 'registered', 'closed'),
('enterprises', 'trading', 'dormant'),
('enterprises', 'trading', 'closed'),
('enterprises', 'dormant', 'closed');
SELECT koinon.shared_table('allowed_steps', 'SELECT', 'SELECT');

CREATE FUNCTION refuse_step() RETURNS trigger LANGUAGE plpgsql AS
$$
DECLARE
    came_from text := CASE WHEN tg_op = 'UPDATE' THEN OLD.state ELSE '' END;
BEGIN
    IF NEW.state IS DISTINCT FROM came_from AND NOT EXISTS (
        SELECT FROM allowed_steps AS step
        WHERE step.machine = tg_table_name AND step.before = came_from AND step.after = NEW.state
    ) THEN
        RAISE EXCEPTION 'The table of steps of % does not lead there.', tg_table_name
        USING ERRCODE = 'restrict_violation', CONSTRAINT = tg_table_name || '_step';
    END IF;
    RETURN NEW;
END
$$;

-- One row for each person known here. The blind hash makes a number nobody else's; erasing a person empties it.
CREATE TABLE persons (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid NOT NULL,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    language text NOT NULL CHECK (language ~ '^[a-z]{2}$'),
    household_id uuid,
    national_number_blind bytea CHECK (octet_length(national_number_blind) = 32),
    registered_at timestamptz NOT NULL,
    registered_by uuid NOT NULL,
    erased_at timestamptz,
    PRIMARY KEY (municipality_id, id),
    CONSTRAINT persons_national_number UNIQUE (municipality_id, national_number_blind)
);
SELECT koinon.tenant_table('persons');

-- The terms are the preset as it was when the call was opened; a later edit of the file changes no running call.
CREATE TABLE calls (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    preset_version text NOT NULL,
    terms jsonb NOT NULL,
    opens_on date NOT NULL,
    closes_on date NOT NULL,
    opened_at timestamptz NOT NULL,
    opened_by uuid NOT NULL,
    UNIQUE (municipality_id, id),
    CONSTRAINT calls_days CHECK (closes_on >= opens_on)
);
SELECT koinon.tenant_table('calls');

CREATE TABLE applications (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    call_id uuid NOT NULL,
    applicant_id uuid NOT NULL,
    language text NOT NULL CHECK (language ~ '^[a-z]{2}$'),
    state text NOT NULL,
    score_basis_points int CHECK (score_basis_points BETWEEN 0 AND 10000),
    submitted_at timestamptz,
    drafted_at timestamptz NOT NULL,
    drafted_by uuid NOT NULL,
    UNIQUE (municipality_id, id),
    CONSTRAINT applications_one_each UNIQUE (municipality_id, call_id, applicant_id),
    FOREIGN KEY (municipality_id, call_id) REFERENCES calls (municipality_id, id),
    FOREIGN KEY (municipality_id, applicant_id) REFERENCES persons (municipality_id, id),
    CONSTRAINT applications_submitted CHECK (state = 'draft' OR submitted_at IS NOT NULL),
    CONSTRAINT applications_scored CHECK (
        (state IN ('determination', 'awarded', 'reserve', 'rejected')) = (score_basis_points IS NOT NULL)
    )
);
CREATE INDEX applications_call ON applications (municipality_id, call_id, id);
SELECT koinon.tenant_table('applications');
CREATE TRIGGER applications_step BEFORE INSERT OR UPDATE OF state ON applications
FOR EACH ROW EXECUTE FUNCTION refuse_step();

-- Who took which step of an application or enterprise, when. The reasons are sealed under the person's key.
CREATE TABLE steps (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    subject_id uuid NOT NULL,
    step text NOT NULL CHECK (step ~ '^[a-z][a-z_]*$'),
    before text NOT NULL,
    after text NOT NULL,
    taken_at timestamptz NOT NULL,
    taken_by uuid NOT NULL
);
CREATE INDEX steps_subject ON steps (municipality_id, subject_id, id);
SELECT koinon.tenant_table('steps', 'SELECT, INSERT');
CREATE TRIGGER steps_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON steps
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

CREATE TABLE reviews (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    application_id uuid NOT NULL,
    reviewer_id uuid NOT NULL,
    state text NOT NULL,
    scores jsonb,
    assigned_at timestamptz NOT NULL,
    assigned_by uuid NOT NULL,
    submitted_at timestamptz,
    CONSTRAINT reviews_one_each UNIQUE (municipality_id, application_id, reviewer_id),
    FOREIGN KEY (municipality_id, application_id) REFERENCES applications (municipality_id, id),
    FOREIGN KEY (municipality_id, reviewer_id) REFERENCES persons (municipality_id, id),
    CONSTRAINT reviews_scored CHECK ((state = 'submitted') = (scores IS NOT NULL)),
    CONSTRAINT reviews_dated CHECK ((state = 'submitted') = (submitted_at IS NOT NULL))
);
CREATE INDEX reviews_reviewer ON reviews (municipality_id, reviewer_id, id);
SELECT koinon.tenant_table('reviews');
CREATE TRIGGER reviews_step BEFORE INSERT OR UPDATE OF state ON reviews
FOR EACH ROW EXECUTE FUNCTION refuse_step();

-- Nobody reviews an own application, and nobody changes a review behind the back of who decides by it.
CREATE FUNCTION refuse_review() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    PERFORM FROM applications
    WHERE id = NEW.application_id AND state = 'review' AND applicant_id <> NEW.reviewer_id
    FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'The application is not under review, or is the reviewer''s own.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'reviews_of_others_in_review';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER reviews_of_others_in_review BEFORE INSERT OR UPDATE ON reviews
FOR EACH ROW EXECUTE FUNCTION refuse_review();

-- Who decides is a third person: has not reviewed, and is not the applicant. The trigger fills in number, score,
-- applicant and reviewers, so that no caller can leave a reviewer out.
CREATE TABLE determinations (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL,
    number smallint NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('awarded', 'reserve', 'rejected')),
    score_basis_points int NOT NULL,
    applicant_id uuid NOT NULL,
    reviewer_ids uuid [] NOT NULL,
    decided_at timestamptz NOT NULL,
    decided_by uuid NOT NULL,
    FOREIGN KEY (municipality_id, application_id) REFERENCES applications (municipality_id, id),
    CONSTRAINT determinations_number UNIQUE (municipality_id, application_id, number),
    CONSTRAINT determinations_reviewed CHECK (cardinality(reviewer_ids) >= 2),
    CONSTRAINT determinations_third_person CHECK (decided_by <> ALL(reviewer_ids)),
    CONSTRAINT determinations_not_own CHECK (decided_by <> applicant_id)
);
SELECT koinon.tenant_table('determinations', 'SELECT, INSERT');
CREATE TRIGGER determinations_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON determinations
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

CREATE FUNCTION name_reviewers() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    SELECT application.applicant_id, application.score_basis_points
    INTO NEW.applicant_id, NEW.score_basis_points
    FROM applications AS application WHERE application.id = NEW.application_id;
    SELECT count(*) + 1 INTO NEW.number
    FROM determinations AS earlier WHERE earlier.application_id = NEW.application_id;
    SELECT coalesce(array_agg(review.reviewer_id), '{}') INTO NEW.reviewer_ids
    FROM reviews AS review WHERE review.application_id = NEW.application_id AND review.state = 'submitted';
    RETURN NEW;
END
$$;
CREATE TRIGGER determinations_name_reviewers BEFORE INSERT ON determinations
FOR EACH ROW EXECUTE FUNCTION name_reviewers();

-- An outcome is reached only by the latest determination of that outcome.
CREATE FUNCTION refuse_undetermined() RETURNS trigger LANGUAGE plpgsql AS
$$
DECLARE
    decided text;
BEGIN
    SELECT outcome INTO decided FROM determinations WHERE application_id = NEW.id ORDER BY number DESC LIMIT 1;
    IF decided IS DISTINCT FROM NEW.state THEN
        RAISE EXCEPTION 'Nobody has determined this outcome.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'applications_determined';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER applications_determined BEFORE UPDATE OF state ON applications
FOR EACH ROW WHEN (new.state IN ('awarded', 'reserve', 'rejected')) EXECUTE FUNCTION refuse_undetermined();

CREATE TABLE cohorts (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    call_id uuid NOT NULL,
    number smallint NOT NULL CHECK (number > 0),
    seats smallint NOT NULL CHECK (seats > 0),
    sessions_max smallint NOT NULL CHECK (sessions_max > 0),
    programme text NOT NULL CHECK (programme ~ '^[a-z][a-z0-9_]*$'),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    allowance_minor bigint NOT NULL CHECK (allowance_minor >= 0),
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    formed_at timestamptz NOT NULL,
    formed_by uuid NOT NULL,
    UNIQUE (municipality_id, id),
    CONSTRAINT cohorts_number UNIQUE (municipality_id, call_id, number),
    FOREIGN KEY (municipality_id, call_id) REFERENCES calls (municipality_id, id),
    CONSTRAINT cohorts_days CHECK (ends_on >= starts_on)
);
SELECT koinon.tenant_table('cohorts');

CREATE TABLE enrolments (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    cohort_id uuid NOT NULL,
    application_id uuid NOT NULL,
    participant_id uuid NOT NULL,
    enrolled_at timestamptz NOT NULL,
    enrolled_by uuid NOT NULL,
    UNIQUE (municipality_id, id),
    CONSTRAINT enrolments_one_each UNIQUE (municipality_id, application_id),
    FOREIGN KEY (municipality_id, cohort_id) REFERENCES cohorts (municipality_id, id),
    FOREIGN KEY (municipality_id, application_id) REFERENCES applications (municipality_id, id),
    FOREIGN KEY (municipality_id, participant_id) REFERENCES persons (municipality_id, id)
);
CREATE INDEX enrolments_cohort ON enrolments (municipality_id, cohort_id, id);
CREATE INDEX enrolments_participant ON enrolments (municipality_id, participant_id);
SELECT koinon.tenant_table('enrolments');

-- That a participant needs something; what it is, is sealed under the participant's key beside the answers.
CREATE TABLE needs (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    enrolment_id uuid NOT NULL,
    stated_at timestamptz NOT NULL,
    ended_at timestamptz CHECK (ended_at >= stated_at),
    UNIQUE (municipality_id, id),
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolments (municipality_id, id)
);
CREATE INDEX needs_enrolment ON needs (municipality_id, enrolment_id) WHERE ended_at IS NULL;
SELECT koinon.tenant_table('needs');

CREATE TABLE sessions (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    cohort_id uuid NOT NULL,
    held_on date NOT NULL,
    title text NOT NULL,
    mode text NOT NULL CHECK (mode IN ('on_site', 'online')),
    state text NOT NULL,
    planned_at timestamptz NOT NULL,
    planned_by uuid NOT NULL,
    UNIQUE (municipality_id, id),
    FOREIGN KEY (municipality_id, cohort_id) REFERENCES cohorts (municipality_id, id)
);
CREATE UNIQUE INDEX sessions_one_a_day ON sessions (municipality_id, cohort_id, held_on) WHERE state <> 'cancelled';
SELECT koinon.tenant_table('sessions');
CREATE TRIGGER sessions_step BEFORE INSERT OR UPDATE OF state ON sessions
FOR EACH ROW EXECUTE FUNCTION refuse_step();

-- Whether a participant's need is provided for at a session. No row means that nobody has seen to it yet.
CREATE TABLE provisions (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    session_id uuid NOT NULL,
    need_id uuid NOT NULL,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    state text NOT NULL CHECK (state IN ('unmet', 'met', 'waived')),
    stated_at timestamptz NOT NULL,
    stated_by uuid NOT NULL,
    PRIMARY KEY (session_id, need_id),
    FOREIGN KEY (municipality_id, session_id) REFERENCES sessions (municipality_id, id),
    FOREIGN KEY (municipality_id, need_id) REFERENCES needs (municipality_id, id)
);
SELECT koinon.tenant_table('provisions');

-- The needs of a session's participants that are neither met nor waived.
CREATE FUNCTION unmet_needs(wanted_session uuid) RETURNS TABLE (need_id uuid, enrolment_id uuid) LANGUAGE sql STABLE AS
$$
SELECT need.id, need.enrolment_id
FROM sessions AS session
INNER JOIN enrolments AS enrolment ON enrolment.cohort_id = session.cohort_id
INNER JOIN needs AS need ON need.enrolment_id = enrolment.id AND need.ended_at IS NULL
LEFT JOIN provisions AS provision ON provision.session_id = session.id AND provision.need_id = need.id
WHERE session.id = wanted_session AND coalesce(provision.state, 'unmet') = 'unmet'
$$;

CREATE FUNCTION refuse_unmet() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF EXISTS (SELECT FROM unmet_needs(NEW.id)) THEN
        RAISE EXCEPTION 'A need of this session is neither met nor waived.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'sessions_needs_met';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER sessions_needs_met BEFORE UPDATE OF state ON sessions
FOR EACH ROW WHEN (new.state = 'confirmed') EXECUTE FUNCTION refuse_unmet();

-- The count of unmet needs is stored with the fact, so that nobody can make the absence count afterwards.
CREATE TABLE attendances (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    session_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    attended boolean NOT NULL,
    unmet_needs smallint NOT NULL CHECK (unmet_needs >= 0),
    counts_against boolean NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL,
    PRIMARY KEY (session_id, enrolment_id),
    FOREIGN KEY (municipality_id, session_id) REFERENCES sessions (municipality_id, id),
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolments (municipality_id, id),
    CONSTRAINT attendances_fair CHECK (counts_against = (NOT attended AND unmet_needs = 0))
);
CREATE INDEX attendances_enrolment ON attendances (municipality_id, enrolment_id);
SELECT koinon.tenant_table('attendances', 'SELECT, INSERT');
CREATE TRIGGER attendances_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON attendances
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

CREATE TABLE enterprises (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    application_id uuid NOT NULL,
    founder_id uuid NOT NULL,
    state text NOT NULL,
    trade_name text NOT NULL,
    country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    legal_form text CHECK (legal_form ~ '^[a-z][a-z0-9_]*$'),
    registration_number text,
    categories text [] NOT NULL DEFAULT '{}',
    proposed_by uuid,
    accredited_by uuid,
    accredited_on date,
    merchant_id uuid,
    founded_at timestamptz NOT NULL,
    founded_by uuid NOT NULL,
    UNIQUE (municipality_id, id),
    CONSTRAINT enterprises_one_each UNIQUE (municipality_id, application_id),
    CONSTRAINT enterprises_merchant UNIQUE (municipality_id, merchant_id),
    FOREIGN KEY (municipality_id, application_id) REFERENCES applications (municipality_id, id),
    FOREIGN KEY (municipality_id, founder_id) REFERENCES persons (municipality_id, id),
    CONSTRAINT enterprises_two_persons CHECK (accredited_by <> proposed_by),
    CONSTRAINT enterprises_not_own CHECK (proposed_by <> founder_id AND accredited_by <> founder_id),
    CONSTRAINT enterprises_accredited CHECK (
        state NOT IN ('trading', 'dormant')
        OR (proposed_by IS NOT NULL AND accredited_by IS NOT NULL AND accredited_on IS NOT NULL)
    ),
    CONSTRAINT enterprises_registered CHECK (
        state NOT IN ('registered', 'trading', 'dormant')
        OR (legal_form IS NOT NULL AND registration_number IS NOT NULL)
    ),
    CONSTRAINT enterprises_categories CHECK (
        state NOT IN ('trading', 'dormant') OR cardinality(categories) > 0
    )
);
SELECT koinon.tenant_table('enterprises');
CREATE TRIGGER enterprises_step BEFORE INSERT OR UPDATE OF state ON enterprises
FOR EACH ROW EXECUTE FUNCTION refuse_step();

-- What shows that a gate's condition is met: where the paper is and the SHA-256 of what was seen.
CREATE TABLE evidence (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    enterprise_id uuid NOT NULL,
    gate text NOT NULL CHECK (gate IN ('start_registration', 'register', 'accredit')),
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]*$'),
    reference text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    recorded_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL,
    FOREIGN KEY (municipality_id, enterprise_id) REFERENCES enterprises (municipality_id, id)
);
CREATE INDEX evidence_enterprise ON evidence (municipality_id, enterprise_id, id);
SELECT koinon.tenant_table('evidence', 'SELECT, INSERT');
CREATE TRIGGER evidence_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
