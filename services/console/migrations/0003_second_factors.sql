-- The second step of signing in: a code of the person's telephone (RFC 6238), or one of ten recovery codes on paper.
-- The telephone's secret is in the vault. `last_step` is the half-minute whose code was used last: none counts twice.
CREATE TABLE second_factors (
    staff_id uuid PRIMARY KEY REFERENCES staff (id),
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    begun_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_step bigint NOT NULL DEFAULT 0 CHECK (last_step >= 0),
    CHECK (confirmed_at IS NOT NULL OR last_step = 0)
);
SELECT koinon.tenant_table('second_factors', 'SELECT, INSERT, UPDATE, DELETE');

-- 60 random bits each, kept as their digest; a used one stays, so that it is not made again.
CREATE TABLE recovery_codes (
    staff_id uuid NOT NULL REFERENCES staff (id),
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    used_at timestamptz,
    PRIMARY KEY (staff_id, digest)
);
SELECT koinon.tenant_table('recovery_codes', 'SELECT, INSERT, UPDATE, DELETE');

-- Browsers whose person has shown the password and not yet the code. Apart from sessions, so that none is taken for one.
CREATE TABLE half_sessions (
    id bytea PRIMARY KEY CHECK (octet_length(id) = 32),
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    staff_id uuid NOT NULL REFERENCES staff (id),
    started_at timestamptz NOT NULL
);
CREATE INDEX half_sessions_staff ON half_sessions (staff_id);
SELECT koinon.tenant_table('half_sessions', 'SELECT, INSERT, DELETE');
