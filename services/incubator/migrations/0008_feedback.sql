-- What a session is about, and what participants thought of it.
-- squawk-ignore-file constraint-missing-not-valid

ALTER TABLE sessions ADD COLUMN module text CHECK (module ~ '^[a-z][a-z0-9_]*$');

-- Who has given feedback, so that nobody gives it twice. What they said is kept apart and without them.
CREATE TABLE feedback_givers (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    session_id uuid NOT NULL,
    enrolment_id uuid NOT NULL,
    PRIMARY KEY (session_id, enrolment_id),
    FOREIGN KEY (municipality_id, session_id) REFERENCES sessions (municipality_id, id),
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolments (municipality_id, id)
);
SELECT koinon.tenant_table('feedback_givers', 'SELECT, INSERT');

-- Neither who nor when; the ids are random, so that their order tells nothing. Comments are sealed in the vault.
CREATE TABLE feedbacks (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    session_id uuid NOT NULL,
    content smallint NOT NULL CHECK (content BETWEEN 1 AND 5),
    teaching smallint NOT NULL CHECK (teaching BETWEEN 1 AND 5),
    access smallint NOT NULL CHECK (access BETWEEN 1 AND 5),
    FOREIGN KEY (municipality_id, session_id) REFERENCES sessions (municipality_id, id)
);
CREATE INDEX feedbacks_session ON feedbacks (municipality_id, session_id, id);
SELECT koinon.tenant_table('feedbacks', 'SELECT, INSERT');
CREATE TRIGGER feedbacks_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON feedbacks
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
