-- How many events each aggregate has had. Its row is locked by publishing, so commit order is sequence order.
CREATE TABLE aggregates (
    id uuid PRIMARY KEY,
    sequence bigint NOT NULL CHECK (sequence > 0)
) WITH (fillfactor = 70);
SELECT koinon.shared_table('aggregates', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE');

-- The service's event log. Rows wait for the relay while published_at is null and are kept for ever, a partition a month.
CREATE TABLE outbox (
    position bigint GENERATED ALWAYS AS IDENTITY,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    partition smallint NOT NULL,
    event_id uuid NOT NULL,
    aggregate_id uuid NOT NULL,
    sequence bigint NOT NULL,
    type text NOT NULL,
    municipality_id uuid NOT NULL,
    time timestamptz NOT NULL,
    traceparent text,
    data json NOT NULL,
    published_at timestamptz,
    PRIMARY KEY (position, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX outbox_waiting ON outbox (partition, position) WHERE published_at IS NULL;
CREATE INDEX outbox_aggregate ON outbox (aggregate_id, sequence);
CREATE TABLE outbox_other PARTITION OF outbox DEFAULT;
SELECT koinon.shared_table('outbox', 'INSERT', 'SELECT, INSERT, UPDATE');

-- Create the partitions of the months ahead; the default one takes what falls outside.
CREATE FUNCTION koinon.add_outbox_partitions(first_month date, months int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$
DECLARE
    month date;
BEGIN
    FOR month IN SELECT (date_trunc('month', first_month) + make_interval(months => step))::date
                 FROM generate_series(0, months - 1) AS step
    LOOP
        -- Asked first: making a partition locks the whole outbox, even to find that it is there.
        CONTINUE WHEN to_regclass('outbox_' || to_char(month, 'YYYY_MM')) IS NOT NULL;
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF outbox FOR VALUES FROM (%L) TO (%L)',
            'outbox_' || to_char(month, 'YYYY_MM'), month, (month + interval '1 month')::date
        );
    END LOOP;
END
$$;
SELECT koinon.add_outbox_partitions(current_date, 3);

-- One lockable row for each partition: a relay publishes a partition only while it holds its row.
CREATE TABLE outbox_partitions (
    partition smallint PRIMARY KEY,
    relayed_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50);
INSERT INTO outbox_partitions (partition) SELECT generate_series(0, 3);
SELECT koinon.shared_table('outbox_partitions', '', 'SELECT, UPDATE');

-- What this service has heard: one row for each event, written with its effect.
CREATE TABLE inbox (
    event_id uuid PRIMARY KEY,
    aggregate_id uuid NOT NULL,
    sequence bigint NOT NULL,
    source text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('applied', 'passed', 'dead')),
    time timestamptz NOT NULL
);
SELECT koinon.shared_table('inbox', '', 'SELECT, INSERT, DELETE');

-- The sequence up to which each foreign aggregate has been heard.
CREATE TABLE gates (
    aggregate_id uuid PRIMARY KEY,
    source text NOT NULL,
    sequence bigint NOT NULL
) WITH (fillfactor = 70);
SELECT koinon.shared_table('gates', '', 'SELECT, INSERT, UPDATE, DELETE');

-- Failed tries of an event that is still being tried.
CREATE TABLE event_attempts (
    event_id uuid PRIMARY KEY,
    attempts int NOT NULL
);
SELECT koinon.shared_table('event_attempts', '', 'SELECT, INSERT, UPDATE, DELETE');

-- What could not be applied, kept whole and in order, until somebody replays it.
CREATE TABLE dead_letters (
    id uuid PRIMARY KEY,
    event_id uuid UNIQUE,
    aggregate_id uuid,
    sequence bigint,
    type text,
    reason text NOT NULL CHECK (reason IN ('refused', 'failed', 'undecodable', 'quarantined')),
    problem text NOT NULL,
    message bytea NOT NULL,
    buried_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    replayed_at timestamptz
);
CREATE INDEX dead_letters_aggregate ON dead_letters (aggregate_id, sequence) WHERE replayed_at IS NULL;
SELECT koinon.shared_table('dead_letters', '', 'SELECT, INSERT, UPDATE');

-- Aggregates whose later events wait behind a poison one.
CREATE TABLE quarantined_aggregates (
    aggregate_id uuid PRIMARY KEY,
    event_id uuid NOT NULL
);
SELECT koinon.shared_table('quarantined_aggregates', '', 'SELECT, INSERT, DELETE');

-- Commands that were carried out, so that a repeated one gets the first answer.
CREATE TABLE idempotency_keys (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    actor_id uuid NOT NULL,
    route text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    resource_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (actor_id, route, key)
);
SELECT koinon.tenant_table('idempotency_keys', 'SELECT, INSERT, DELETE');
