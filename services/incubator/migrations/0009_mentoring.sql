-- Mentors, whom they accompany, their meetings, and what was agreed there. Notes are sealed under the participant's key.

INSERT INTO allowed_steps (machine, before, after) VALUES
('mentorships', '', 'proposed'),
('mentorships', 'proposed', 'active'),
('mentorships', 'proposed', 'declined'),
('mentorships', 'active', 'ended');

-- What a mentor knows, speaks and can give: on which days of the week, where, and how much of a month.
CREATE TABLE mentors (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    person_id uuid NOT NULL,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    skills text [] NOT NULL,
    languages text [] NOT NULL CHECK (cardinality(languages) > 0),
    places text [] NOT NULL,
    online boolean NOT NULL,
    weekdays text [] NOT NULL CHECK (cardinality(weekdays) > 0),
    minutes_monthly_max int NOT NULL CHECK (minutes_monthly_max >= 0),
    described_at timestamptz NOT NULL,
    described_by uuid NOT NULL,
    PRIMARY KEY (municipality_id, person_id),
    FOREIGN KEY (municipality_id, person_id) REFERENCES persons (municipality_id, id)
);
SELECT koinon.tenant_table('mentors');

CREATE TABLE mentorships (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    enrolment_id uuid NOT NULL,
    participant_id uuid NOT NULL,
    mentor_id uuid NOT NULL,
    state text NOT NULL,
    proposed_at timestamptz NOT NULL,
    proposed_by uuid NOT NULL,
    UNIQUE (municipality_id, id),
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolments (municipality_id, id),
    FOREIGN KEY (municipality_id, participant_id) REFERENCES persons (municipality_id, id),
    FOREIGN KEY (municipality_id, mentor_id) REFERENCES mentors (municipality_id, person_id),
    CONSTRAINT mentorships_not_own CHECK (mentor_id <> participant_id)
);
CREATE UNIQUE INDEX mentorships_one_open ON mentorships (municipality_id, enrolment_id, mentor_id)
WHERE state IN ('proposed', 'active');
CREATE INDEX mentorships_mentor ON mentorships (municipality_id, mentor_id, id);
CREATE INDEX mentorships_participant ON mentorships (municipality_id, participant_id, id);
SELECT koinon.tenant_table('mentorships');
CREATE TRIGGER mentorships_step BEFORE INSERT OR UPDATE OF state ON mentorships
FOR EACH ROW EXECUTE FUNCTION refuse_step();

CREATE TABLE mentor_meetings (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    mentorship_id uuid NOT NULL,
    held_on date NOT NULL,
    mode text NOT NULL CHECK (mode IN ('on_site', 'online')),
    minutes smallint NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    recorded_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL,
    UNIQUE (municipality_id, id),
    FOREIGN KEY (municipality_id, mentorship_id) REFERENCES mentorships (municipality_id, id)
);
CREATE INDEX mentor_meetings_mentorship ON mentor_meetings (municipality_id, mentorship_id, id);
SELECT koinon.tenant_table('mentor_meetings', 'SELECT, INSERT');
CREATE TRIGGER mentor_meetings_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON mentor_meetings
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

CREATE TABLE mentor_actions (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    meeting_id uuid NOT NULL,
    owner text NOT NULL CHECK (owner IN ('mentor', 'participant')),
    due_on date NOT NULL,
    done_at timestamptz,
    done_by uuid,
    FOREIGN KEY (municipality_id, meeting_id) REFERENCES mentor_meetings (municipality_id, id),
    CONSTRAINT mentor_actions_done CHECK ((done_at IS NULL) = (done_by IS NULL))
);
CREATE INDEX mentor_actions_meeting ON mentor_actions (municipality_id, meeting_id, id);
SELECT koinon.tenant_table('mentor_actions');
