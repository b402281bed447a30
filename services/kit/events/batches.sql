-- name: gates_of
-- Locked in one order, so that two batches cannot wait for each other.
SELECT aggregate_id, sequence FROM gates WHERE aggregate_id = ANY ($1::uuid[]) ORDER BY aggregate_id FOR UPDATE;

-- name: quarantined_among
SELECT count(*) FROM quarantined_aggregates WHERE aggregate_id = ANY ($1::uuid[]);

-- name: move_gates
UPDATE gates AS g SET sequence = n.sequence
FROM unnest($1::uuid[], $2::bigint[]) AS n (aggregate_id, sequence)
WHERE g.aggregate_id = n.aggregate_id;
