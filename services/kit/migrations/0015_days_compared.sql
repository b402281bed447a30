-- What tells one heard event from another: the same on both sides of the wire, whatever the server's version.
CREATE FUNCTION koinon.fingerprint(event_id uuid, aggregate_id uuid, sequence bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT ('x' || left(md5(event_id::text || aggregate_id::text || sequence::text), 15))::bit(60)::bigint $$;

-- A day of an owner's log beside what was heard of it, when they were last compared.
CREATE TABLE days_compared (
    source text NOT NULL,
    day date NOT NULL,
    said_count bigint NOT NULL,
    heard_count bigint NOT NULL,
    matched boolean NOT NULL,
    compared_at timestamptz NOT NULL,
    PRIMARY KEY (source, day)
);
SELECT koinon.shared_table('days_compared', '', 'SELECT, INSERT, UPDATE');

-- Each event in which a day differed; mended when the two sides agree about it again.
CREATE TABLE event_differences (
    event_id uuid NOT NULL,
    source text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('missing', 'doubled', 'unknown', 'altered')),
    day date NOT NULL,
    type text,
    aggregate_id uuid NOT NULL,
    sequence bigint NOT NULL,
    municipality_id uuid,
    found_at timestamptz NOT NULL,
    mended_at timestamptz,
    PRIMARY KEY (event_id, kind)
);
CREATE INDEX event_differences_open ON event_differences (source, day) WHERE mended_at IS NULL;
SELECT koinon.shared_table('event_differences', '', 'SELECT, INSERT, UPDATE');
