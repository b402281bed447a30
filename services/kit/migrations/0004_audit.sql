-- Who did or looked at what, why and when; written in the transaction of the deed, by ids only.
CREATE TABLE audit_entries (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    at timestamptz NOT NULL,
    actor_id uuid NOT NULL,
    action text NOT NULL CHECK (action ~ '^[a-z][a-z0-9_]*$'),
    object_type text NOT NULL CHECK (object_type ~ '^[a-z][a-z0-9_]*$'),
    object_id uuid NOT NULL,
    purpose text CHECK (purpose ~ '^[a-z][a-z0-9_]*$'),
    request_id text
);
CREATE INDEX audit_entries_object ON audit_entries (municipality_id, object_type, object_id, id);
SELECT koinon.tenant_table('audit_entries', 'SELECT, INSERT');
CREATE TRIGGER audit_entries_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
