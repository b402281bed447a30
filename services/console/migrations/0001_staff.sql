-- People who sign in. Their names are in the vault under the same id; the username is a pseudonym they choose.
-- It is unique over all tenants, so that signing in needs no choice of tenant; passwords are stored as argon2id only.
CREATE TABLE staff (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    username text NOT NULL UNIQUE CHECK (username ~ '^[a-z][a-z0-9._@-]{2,59}$'),
    password_hash text NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
    language text NOT NULL CHECK (language ~ '^[a-z]{2}$'),
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended')),
    created_at timestamptz NOT NULL,
    version int NOT NULL DEFAULT 1
);
CREATE INDEX staff_municipality ON staff (municipality_id, username);
SELECT koinon.tenant_table('staff');

-- What a person may do, in their tenant. Roles come from a proposal that somebody else approved; only the very first
-- accounts of a tenant, which the operator makes, have none.
CREATE TABLE staff_roles (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    staff_id uuid NOT NULL REFERENCES staff (id),
    role text NOT NULL CHECK (role ~ '^[a-z][a-z_]*$'),
    proposal_id uuid REFERENCES proposals (id),
    granted_at timestamptz NOT NULL,
    PRIMARY KEY (staff_id, role)
);
SELECT koinon.tenant_table('staff_roles', 'SELECT, INSERT, DELETE');

-- Signed-in browsers. The cookie holds 32 random bytes; this is their SHA-256, so a stolen table opens no session.
CREATE TABLE sessions (
    id bytea PRIMARY KEY CHECK (octet_length(id) = 32),
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    staff_id uuid NOT NULL REFERENCES staff (id),
    started_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL
);
CREATE INDEX sessions_staff ON sessions (staff_id);
SELECT koinon.tenant_table('sessions', 'SELECT, INSERT, UPDATE, DELETE');

-- Failed sign-ins, by keyed hash of the username or of the network address: neither can be read from here.
CREATE TABLE sign_in_tries (
    subject bytea PRIMARY KEY CHECK (octet_length(subject) = 32),
    tries int NOT NULL CHECK (tries >= 0),
    window_ends_at timestamptz NOT NULL
);
SELECT koinon.shared_table('sign_in_tries', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE, DELETE');
