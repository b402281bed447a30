-- Calls of several stages, with eligibility and funds; requests for more information with their way back; withdrawals.
-- The tables are small: a scan of each takes no time.
-- squawk-ignore-file constraint-missing-not-valid, ban-drop-constraint, disallowed-unique-constraint

-- The terms of calls of before this release had one stage without a name. Row-level security is forced on the owner too.
ALTER TABLE calls NO FORCE ROW LEVEL SECURITY;
UPDATE calls SET
    terms = (terms - ARRAY['criteria', 'questions', 'reviewers', 'score_max', 'threshold_basis_points'])
    || jsonb_build_object('stages', jsonb_build_array(jsonb_build_object(
        'code', 'application', 'title', terms -> 'title', 'questions', terms -> 'questions',
        'criteria', terms -> 'criteria', 'reviewers', terms -> 'reviewers', 'score_max', terms -> 'score_max',
        'threshold_basis_points', terms -> 'threshold_basis_points'
    )));
ALTER TABLE calls FORCE ROW LEVEL SECURITY;

-- Until when on the last day applications are taken, where the tenant is; without it until the day ends.
ALTER TABLE calls ADD COLUMN closes_at time;

INSERT INTO allowed_steps (machine, before, after) VALUES
('applications', 'screening', 'screening_info'),
('applications', 'screening_info', 'screening'),
('applications', 'review', 'review_info'),
('applications', 'review_info', 'review'),
('applications', 'determination', 'determination_info'),
('applications', 'determination_info', 'determination'),
('applications', 'screening', 'ineligible'),
('applications', 'ineligible', 'screening'),
('applications', 'determination', 'draft'),
('applications', 'draft', 'withdrawn'),
('applications', 'submitted', 'withdrawn'),
('applications', 'screening', 'withdrawn'),
('applications', 'screening_info', 'withdrawn'),
('applications', 'review', 'withdrawn'),
('applications', 'review_info', 'withdrawn'),
('applications', 'determination', 'withdrawn'),
('applications', 'determination_info', 'withdrawn'),
('applications', 'reserve', 'withdrawn'),
('applications', 'awarded', 'withdrawn'),
('applications', 'withdrawn', 'draft'),
('info_requests', '', 'asked'),
('info_requests', 'asked', 'answered'),
('info_requests', 'asked', 'taken_back');

-- What is asked for is in figures only; whoever applies is in the vault.
ALTER TABLE applications
ADD COLUMN stage smallint NOT NULL DEFAULT 1 CHECK (stage > 0),
ADD COLUMN stage_due_on date,
ADD COLUMN requested_minor bigint CHECK (requested_minor > 0),
ADD COLUMN total_minor bigint,
ADD COLUMN country text CHECK (country ~ '^[A-Z]{2}$'),
ADD CONSTRAINT applications_request CHECK (
    (requested_minor IS NULL) = (total_minor IS NULL) AND (requested_minor IS NULL) = (country IS NULL)
),
ADD CONSTRAINT applications_later_stage_is_due CHECK (stage = 1 OR stage_due_on IS NOT NULL),
DROP CONSTRAINT applications_submitted,
ADD CONSTRAINT applications_submitted CHECK (state IN ('draft', 'withdrawn') OR submitted_at IS NOT NULL),
DROP CONSTRAINT applications_scored,
ADD CONSTRAINT applications_scored CHECK (
    state = 'withdrawn' OR (score_basis_points IS NOT NULL)
    = (state IN ('determination', 'determination_info', 'awarded', 'reserve', 'rejected'))
);

-- A review is of one stage, and scores what is in that stage.
ALTER TABLE reviews
ADD COLUMN stage smallint NOT NULL DEFAULT 1 CHECK (stage > 0),
DROP CONSTRAINT reviews_one_each,
ADD CONSTRAINT reviews_one_each UNIQUE (municipality_id, application_id, stage, reviewer_id);

CREATE OR REPLACE FUNCTION refuse_review() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    PERFORM FROM applications
    WHERE id = NEW.application_id AND state = 'review' AND stage = NEW.stage AND applicant_id <> NEW.reviewer_id
    FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'The application is not under review, or is the reviewer''s own.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'reviews_of_others_in_review';
    END IF;
    RETURN NEW;
END
$$;

-- Inviting to the next stage is decided as the rest is; an award says how much.
ALTER TABLE determinations
ADD COLUMN stage smallint NOT NULL DEFAULT 1 CHECK (stage > 0),
ADD COLUMN amount_minor bigint CHECK (amount_minor > 0),
DROP CONSTRAINT determinations_outcome_check,
ADD CONSTRAINT determinations_outcome_check CHECK (outcome IN ('awarded', 'reserve', 'rejected', 'invited')),
ADD CONSTRAINT determinations_amount CHECK (amount_minor IS NULL OR outcome = 'awarded');

-- Who is in a later stage, or has come from a determination back to a draft, was invited to it.
CREATE FUNCTION refuse_uninvited() RETURNS trigger LANGUAGE plpgsql AS
$$
DECLARE
    decided text;
BEGIN
    SELECT outcome INTO decided FROM determinations
    WHERE application_id = NEW.id AND stage = OLD.stage ORDER BY number DESC LIMIT 1;
    IF decided IS DISTINCT FROM 'invited' OR NEW.stage <> OLD.stage + 1 OR NEW.state <> 'draft' THEN
        RAISE EXCEPTION 'Nobody has invited this application to the next stage.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'applications_invited';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER applications_invited BEFORE UPDATE OF stage, state ON applications
FOR EACH ROW WHEN (
    new.stage <> old.stage OR (old.state = 'determination' AND new.state = 'draft')
) EXECUTE FUNCTION refuse_uninvited();

-- What the office asks an applicant in between; question and reply are sealed under the applicant's key.
CREATE TABLE info_requests (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    application_id uuid NOT NULL,
    stage smallint NOT NULL CHECK (stage > 0),
    state text NOT NULL,
    opened text [] NOT NULL,
    shown_to_reviewers boolean NOT NULL,
    due_on date NOT NULL,
    asked_at timestamptz NOT NULL,
    asked_by uuid NOT NULL,
    ended_at timestamptz,
    ended_by uuid,
    FOREIGN KEY (municipality_id, application_id) REFERENCES applications (municipality_id, id),
    CONSTRAINT info_requests_ended CHECK (
        (state = 'asked') = (ended_at IS NULL) AND (state = 'asked') = (ended_by IS NULL)
    )
);
CREATE UNIQUE INDEX info_requests_one_open ON info_requests (municipality_id, application_id) WHERE state = 'asked';
CREATE INDEX info_requests_application ON info_requests (municipality_id, application_id, id);
SELECT koinon.tenant_table('info_requests');
CREATE TRIGGER info_requests_step BEFORE INSERT OR UPDATE OF state ON info_requests
FOR EACH ROW EXECUTE FUNCTION refuse_step();
