-- What is said to persons. The text is sealed under the person's key; the template (an English sentence without its
-- parameters) and the channel tell what kind of message it was. Tries wait by the database's clock.
CREATE TABLE messages (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    person_id uuid NOT NULL,
    key_version int NOT NULL,
    channel text NOT NULL CHECK (channel IN ('email', 'sms', 'print', 'inbox')),
    language text NOT NULL,
    template text NOT NULL,
    sealed_text bytea NOT NULL,
    state text NOT NULL CHECK (state IN ('queued', 'sent', 'failed')),
    problem text,
    attempts int NOT NULL DEFAULT 0,
    next_try_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    queued_at timestamptz NOT NULL,
    sent_at timestamptz,
    CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
    CHECK (state <> 'failed' OR problem IS NOT NULL),
    FOREIGN KEY (municipality_id, person_id) REFERENCES vault_keys (municipality_id, subject_id)
);
CREATE INDEX messages_waiting ON messages (municipality_id, channel, next_try_at) WHERE state = 'queued';
CREATE INDEX messages_person ON messages (municipality_id, person_id, id);
SELECT koinon.tenant_table('messages');
