-- Browsers of people who have shown a card and its PIN: whose card it is and nothing else. The id is as that of `sessions`.
CREATE TABLE holder_sessions (
    id bytea PRIMARY KEY CHECK (octet_length(id) = 32),
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    holder_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL
);
CREATE INDEX holder_sessions_holder ON holder_sessions (holder_id);
SELECT koinon.tenant_table('holder_sessions', 'SELECT, INSERT, UPDATE, DELETE');
