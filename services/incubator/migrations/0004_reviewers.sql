-- Who may be asked to review, by skill, language and load; recusals; meetings at which reviewers agreed.

-- What a reviewer knows and reads, and how many reviews are asked of them at once. Who they are is in the vault.
CREATE TABLE reviewers (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    person_id uuid NOT NULL,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    skills text [] NOT NULL,
    languages text [] NOT NULL CHECK (cardinality(languages) > 0),
    load_max smallint NOT NULL CHECK (load_max >= 0),
    described_at timestamptz NOT NULL,
    described_by uuid NOT NULL,
    PRIMARY KEY (municipality_id, person_id),
    FOREIGN KEY (municipality_id, person_id) REFERENCES persons (municipality_id, id)
);
SELECT koinon.tenant_table('reviewers');

-- The office takes a review out, given or not; who was recused is never asked again about the same application.
INSERT INTO allowed_steps (machine, before, after) VALUES
('reviews', 'assigned', 'recused'),
('reviews', 'submitted', 'recused');

-- What reviewers have agreed on when they met; the minutes are sealed under the applicant's key.
CREATE TABLE consensus_meetings (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL,
    stage smallint NOT NULL CHECK (stage > 0),
    held_on date NOT NULL,
    present uuid [] NOT NULL CHECK (cardinality(present) >= 2),
    recommendation text NOT NULL CHECK (recommendation IN ('yes', 'maybe', 'no')),
    recorded_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL,
    FOREIGN KEY (municipality_id, application_id) REFERENCES applications (municipality_id, id)
);
CREATE INDEX consensus_meetings_application ON consensus_meetings (municipality_id, application_id, id);
SELECT koinon.tenant_table('consensus_meetings', 'SELECT, INSERT');
CREATE TRIGGER consensus_meetings_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON consensus_meetings
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
