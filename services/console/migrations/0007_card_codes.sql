-- A code on a letter of the card desk with which somebody who has forgotten the PIN sees the own card once: 60 random bits,
-- kept as their digest beside that of the card's number. It stays, used or not, so that the holder is told of it.
CREATE TABLE card_codes (
    holder_id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    card_digest bytea NOT NULL CHECK (octet_length(card_digest) = 32),
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    made_by uuid NOT NULL REFERENCES staff (id),
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > made_at),
    used_at timestamptz CHECK (used_at >= made_at AND used_at < expires_at)
);
SELECT koinon.tenant_table('card_codes', 'SELECT, INSERT, UPDATE');
