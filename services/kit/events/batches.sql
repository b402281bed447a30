-- name: gates_of
-- Locked in one order, so that two batches cannot wait for each other.
SELECT aggregate_id, sequence FROM gates WHERE aggregate_id = ANY ($1::uuid[]) ORDER BY aggregate_id FOR UPDATE;

-- name: quarantined_among
SELECT count(*) FROM quarantined_aggregates WHERE aggregate_id = ANY ($1::uuid[]);

-- name: move_gates
UPDATE gates AS g SET sequence = n.sequence
FROM unnest($1::uuid[], $2::bigint[]) AS n (aggregate_id, sequence)
WHERE g.aggregate_id = n.aggregate_id;

-- name: insert_gates
INSERT INTO gates (aggregate_id, source, sequence)
SELECT n.aggregate_id, n.source, n.sequence
FROM unnest($1::uuid[], $2::text[], $3::bigint[]) AS n (aggregate_id, source, sequence);

-- name: record_all
INSERT INTO inbox (event_id, aggregate_id, sequence, source, outcome, time)
SELECT n.event_id, n.aggregate_id, n.sequence, n.source, n.outcome, n.time
FROM unnest($1::koinon.inbox_row[]) AS n;
