-- name: lock_partition
-- The partition that has waited longest and has something to send. Another relay skips it while we hold its row.
SELECT p.partition FROM outbox_partitions AS p
WHERE EXISTS (SELECT FROM outbox AS o WHERE o.partition = p.partition AND o.published_at IS NULL)
ORDER BY p.relayed_at
LIMIT 1
FOR UPDATE SKIP LOCKED;

-- name: waiting_events
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
WHERE partition = $1 AND published_at IS NULL
ORDER BY position
LIMIT $2;

-- name: mark_published
UPDATE outbox AS o SET published_at = clock_timestamp()
FROM unnest($1::bigint[], $2::timestamptz[]) AS sent (position, recorded_at)
WHERE o.position = sent.position AND o.recorded_at = sent.recorded_at;

-- name: mark_partition
UPDATE outbox_partitions SET relayed_at = clock_timestamp() WHERE partition = $1;

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
WHERE position > $1
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

-- name: count_of_day
-- How many events carry a business time of this day: readers compare it with what they have heard.
SELECT count(*) FROM outbox WHERE time >= $1 AND time < $2;
