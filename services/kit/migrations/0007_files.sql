-- Papers and pictures, sealed under the key of the person they belong to, else of the tenant. Erasing the person makes
-- them unreadable. They are written once: another version is another file.
CREATE TABLE files (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    subject_id uuid NOT NULL,
    key_version int NOT NULL,
    media_type text NOT NULL,
    size_bytes int NOT NULL CHECK (size_bytes BETWEEN 1 AND 10 * 1024 * 1024),
    sealed_name bytea NOT NULL,
    sealed_content bytea NOT NULL,
    stored_by uuid NOT NULL,
    stored_at timestamptz NOT NULL,
    FOREIGN KEY (municipality_id, subject_id) REFERENCES vault_keys (municipality_id, subject_id)
);
-- Ciphertext does not compress.
ALTER TABLE files ALTER COLUMN sealed_content SET STORAGE EXTERNAL;
CREATE INDEX files_subject ON files (municipality_id, subject_id);
SELECT koinon.tenant_table('files', 'SELECT, INSERT');
