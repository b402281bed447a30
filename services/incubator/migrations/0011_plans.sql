-- Business plans: versions that are written once, and comments on their fields. All texts are sealed under the applicant's key.

INSERT INTO allowed_steps (machine, before, after) VALUES
('plan_comments', '', 'open'),
('plan_comments', 'open', 'resolved'),
('plan_comments', 'resolved', 'open');

CREATE TABLE plan_versions (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    application_id uuid NOT NULL,
    number smallint NOT NULL CHECK (number > 0),
    changed text [] NOT NULL,
    written_at timestamptz NOT NULL,
    written_by uuid NOT NULL,
    UNIQUE (municipality_id, id),
    FOREIGN KEY (municipality_id, application_id) REFERENCES applications (municipality_id, id),
    CONSTRAINT plan_versions_number UNIQUE (municipality_id, application_id, number)
);
SELECT koinon.tenant_table('plan_versions', 'SELECT, INSERT');
CREATE TRIGGER plan_versions_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON plan_versions
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();

CREATE TABLE plan_comments (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    plan_version_id uuid NOT NULL,
    field text NOT NULL CHECK (field ~ '^[a-z][a-z0-9_]*$'),
    state text NOT NULL,
    written_at timestamptz NOT NULL,
    written_by uuid NOT NULL,
    FOREIGN KEY (municipality_id, plan_version_id) REFERENCES plan_versions (municipality_id, id)
);
CREATE INDEX plan_comments_version ON plan_comments (municipality_id, plan_version_id, id);
SELECT koinon.tenant_table('plan_comments');
CREATE TRIGGER plan_comments_step BEFORE INSERT OR UPDATE OF state ON plan_comments
FOR EACH ROW EXECUTE FUNCTION refuse_step();
