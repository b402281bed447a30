-- One data key for each subject: a person, or the tenant itself for what belongs to nobody in particular.
-- An erased subject keeps its row without a key. What was sealed can never be opened, nothing can be sealed for it
-- again, and the rows with erased_at are the list of erasures that is applied anew after a backup was restored.
CREATE TABLE vault_keys (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    subject_id uuid NOT NULL,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    wrapping_key text,
    wrapped_key bytea,
    created_at timestamptz NOT NULL,
    erased_at timestamptz,
    PRIMARY KEY (municipality_id, subject_id),
    CHECK ((erased_at IS NULL) = (wrapped_key IS NOT NULL)),
    CHECK ((erased_at IS NULL) = (wrapping_key IS NOT NULL))
);
CREATE INDEX vault_keys_erased ON vault_keys (municipality_id, erased_at) WHERE erased_at IS NOT NULL;
SELECT koinon.tenant_table('vault_keys');

-- Fields of persons: nonce, ciphertext and tag of AES-256-GCM; blind is the keyed hash by which a field is looked up.
CREATE TABLE vault_fields (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    subject_id uuid NOT NULL,
    field text NOT NULL CHECK (field ~ '^[a-z][a-z0-9_]*$'),
    key_version int NOT NULL,
    sealed bytea NOT NULL,
    blind bytea CHECK (octet_length(blind) = 32),
    sealed_at timestamptz NOT NULL,
    PRIMARY KEY (municipality_id, subject_id, field),
    FOREIGN KEY (municipality_id, subject_id) REFERENCES vault_keys (municipality_id, subject_id)
);
CREATE INDEX vault_fields_blind ON vault_fields (municipality_id, field, blind) WHERE blind IS NOT NULL;
SELECT koinon.tenant_table('vault_fields', 'SELECT, INSERT, UPDATE, DELETE');
