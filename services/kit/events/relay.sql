-- name: lock_partitions
-- Every partition that has something to send and that no other relay holds; that one sends what it holds.
SELECT p.partition FROM outbox_partitions AS p
WHERE EXISTS (SELECT FROM outbox AS o WHERE o.partition = p.partition AND o.published_at IS NULL)
FOR UPDATE SKIP LOCKED;

-- name: waiting_events
-- The first of each partition, in one order: a partition with much to send holds up no other.
SELECT
    o.position,
    o.recorded_at,
    o.event_id,
    o.aggregate_id,
    o.sequence,
    o.type,
    o.municipality_id,
    o.time,
    o.traceparent,
    o.data
FROM unnest($1::smallint[]) AS p (partition)
CROSS JOIN LATERAL (
    SELECT
        position,
        recorded_at,
        event_id,
        aggregate_id,
        sequence,
        type,
        municipality_id,
        time,
        traceparent,
        data::text AS data
    FROM outbox
    WHERE partition = p.partition AND published_at IS NULL
    ORDER BY position
    LIMIT $2
) AS o
ORDER BY o.position;

-- name: mark_published
UPDATE outbox AS o SET published_at = clock_timestamp()
FROM unnest($1::bigint[], $2::timestamptz[]) AS sent (position, recorded_at)
WHERE o.position = sent.position AND o.recorded_at = sent.recorded_at;

-- name: oldest_waiting
SELECT count(*) AS waiting, coalesce(extract(EPOCH FROM clock_timestamp() - min(recorded_at)), 0)::float AS seconds
FROM outbox WHERE published_at IS NULL;

-- name: events_since
-- For republish: everything recorded since an instant, whether it was sent or not, in pages by position.
SELECT
    position,
    recorded_at,
    event_id,
    aggregate_id,
    sequence,
    type,
    municipality_id,
    time,
    traceparent,
    data::text AS data
FROM outbox
WHERE recorded_at >= $1 AND position > $2
ORDER BY position
LIMIT $3;

-- name: feed
-- For readers that rebuild: an uncommitted event is not here yet and reaches the reader through its durable consumer,
-- which exists before it pages; the gate closes what lies between.
SELECT
    position,
    recorded_at,
    event_id,
    aggregate_id,
    sequence,
    type,
    municipality_id,
    time,
    traceparent,
    data::text AS data
FROM outbox
WHERE position > $1 AND partition % $4 = $3
ORDER BY position
LIMIT $2;

-- name: feed_of_aggregate
SELECT
    position,
    recorded_at,
    event_id,
    aggregate_id,
    sequence,
    type,
    municipality_id,
    time,
    traceparent,
    data::text AS data
FROM outbox
WHERE aggregate_id = $1 AND sequence > $2
ORDER BY sequence
LIMIT $3;
