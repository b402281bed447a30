-- Certificates of training; the paper with the holder's name is a file that is sealed under the holder's key.

INSERT INTO allowed_steps (machine, before, after) VALUES
('certificates', '', 'issued'),
('certificates', 'issued', 'revoked');

CREATE TABLE certificates (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    enrolment_id uuid NOT NULL,
    state text NOT NULL,
    language text NOT NULL CHECK (language ~ '^[a-z]{2}$'),
    attended smallint NOT NULL CHECK (attended > 0),
    sessions smallint NOT NULL,
    completed_on date NOT NULL,
    file_id uuid NOT NULL,
    issued_at timestamptz NOT NULL,
    issued_by uuid NOT NULL,
    revoked_at timestamptz,
    revoked_by uuid,
    FOREIGN KEY (municipality_id, enrolment_id) REFERENCES enrolments (municipality_id, id),
    CONSTRAINT certificates_attended CHECK (attended <= sessions),
    CONSTRAINT certificates_revoked CHECK (
        (state = 'revoked') = (revoked_at IS NOT NULL) AND (state = 'revoked') = (revoked_by IS NOT NULL)
    )
);
CREATE UNIQUE INDEX certificates_one_valid ON certificates (municipality_id, enrolment_id) WHERE state = 'issued';
CREATE INDEX certificates_enrolment ON certificates (municipality_id, enrolment_id, id);
SELECT koinon.tenant_table('certificates');
CREATE TRIGGER certificates_step BEFORE INSERT OR UPDATE OF state ON certificates
FOR EACH ROW EXECUTE FUNCTION refuse_step();
