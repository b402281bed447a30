-- Forms that ask one question at a time, until they are sent: sealed under the key of whoever types.
CREATE TABLE drafts (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    staff_id uuid NOT NULL REFERENCES staff (id),
    kind text NOT NULL CHECK (kind IN ('household')),
    key_version int NOT NULL,
    sealed bytea NOT NULL,
    begun_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL CHECK (changed_at >= begun_at)
);
CREATE INDEX drafts_staff ON drafts (staff_id, kind, changed_at);
SELECT koinon.tenant_table('drafts', 'SELECT, INSERT, UPDATE, DELETE');
