-- Applications of several, signed by all; papers sealed under the applicant's key; translations of what was written.

INSERT INTO allowed_steps (machine, before, after) VALUES
('coapplicants', '', 'invited'),
('coapplicants', 'invited', 'signed'),
('coapplicants', 'invited', 'declined'),
('coapplicants', 'invited', 'removed'),
('coapplicants', 'signed', 'invited'),
('coapplicants', 'signed', 'declined'),
('coapplicants', 'signed', 'removed'),
('coapplicants', 'declined', 'removed'),
('coapplicants', 'removed', 'invited');

-- Who applies together with the applicant. What they signed is the text's digest; a text that changes is signed anew.
CREATE TABLE coapplicants (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    application_id uuid NOT NULL,
    person_id uuid NOT NULL,
    state text NOT NULL,
    signed_sha256 text CHECK (signed_sha256 ~ '^[0-9a-f]{64}$'),
    signed_on_paper boolean NOT NULL DEFAULT false,
    invited_at timestamptz NOT NULL,
    invited_by uuid NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by uuid NOT NULL,
    FOREIGN KEY (municipality_id, application_id) REFERENCES applications (municipality_id, id),
    FOREIGN KEY (municipality_id, person_id) REFERENCES persons (municipality_id, id),
    CONSTRAINT coapplicants_one_each UNIQUE (municipality_id, application_id, person_id),
    CONSTRAINT coapplicants_signed CHECK ((state = 'signed') = (signed_sha256 IS NOT NULL))
);
CREATE INDEX coapplicants_person ON coapplicants (municipality_id, person_id);
SELECT koinon.tenant_table('coapplicants');
CREATE TRIGGER coapplicants_step BEFORE INSERT OR UPDATE OF state ON coapplicants
FOR EACH ROW EXECUTE FUNCTION refuse_step();

-- Nothing is sent that somebody who applies has not signed.
CREATE FUNCTION refuse_unsigned() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF EXISTS (SELECT FROM coapplicants WHERE application_id = NEW.id AND state = 'invited') THEN
        RAISE EXCEPTION 'Somebody who applies has not signed.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'applications_signed_by_all';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER applications_signed_by_all BEFORE UPDATE OF state ON applications
FOR EACH ROW WHEN (old.state = 'draft' AND new.state = 'submitted') EXECUTE FUNCTION refuse_unsigned();

-- Those who apply together review their application as little as the applicant.
CREATE OR REPLACE FUNCTION refuse_review() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    PERFORM FROM applications AS application
    WHERE application.id = NEW.application_id AND application.state = 'review' AND application.stage = NEW.stage
    AND application.applicant_id <> NEW.reviewer_id AND NOT EXISTS (
        SELECT FROM coapplicants AS other
        WHERE other.application_id = NEW.application_id AND other.person_id = NEW.reviewer_id
        AND other.state IN ('invited', 'signed')
    )
    FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'The application is not under review, or is the reviewer''s own.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'reviews_of_others_in_review';
    END IF;
    RETURN NEW;
END
$$;

-- Papers that are handed in; the files are sealed under the applicant's key by kit.
CREATE TABLE papers (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL,
    stage smallint NOT NULL CHECK (stage > 0),
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]*$'),
    file_id uuid NOT NULL,
    media_type text NOT NULL,
    size_bytes bigint NOT NULL CHECK (size_bytes > 0),
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    uploaded_at timestamptz NOT NULL,
    uploaded_by uuid NOT NULL,
    removed_at timestamptz,
    removed_by uuid,
    FOREIGN KEY (municipality_id, application_id) REFERENCES applications (municipality_id, id),
    CONSTRAINT papers_removed CHECK ((removed_at IS NULL) = (removed_by IS NULL))
);
CREATE UNIQUE INDEX papers_same ON papers (municipality_id, application_id, kind, sha256) WHERE removed_at IS NULL;
SELECT koinon.tenant_table('papers');

-- Who has put an application into another language; the texts are sealed under the applicant's key.
CREATE TABLE translations (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    application_id uuid NOT NULL,
    language text NOT NULL CHECK (language ~ '^[a-z]{2}$'),
    made_by text NOT NULL CHECK (made_by IN ('person', 'machine')),
    translated_at timestamptz NOT NULL,
    translated_by uuid NOT NULL,
    PRIMARY KEY (municipality_id, application_id, language),
    FOREIGN KEY (municipality_id, application_id) REFERENCES applications (municipality_id, id)
);
SELECT koinon.tenant_table('translations');
