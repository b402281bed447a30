-- A code on paper with which somebody chooses a first password, or a new one: 60 random bits, kept as their digest.
CREATE TABLE invitations (
    staff_id uuid PRIMARY KEY REFERENCES staff (id),
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > made_at)
);
SELECT koinon.tenant_table('invitations', 'SELECT, INSERT, UPDATE, DELETE');
