-- name: forget_keys
-- A command's key is kept thirty days; money commands keep theirs with the ledger for ever.
DELETE FROM idempotency_keys WHERE created_at < $1;

-- name: add_outbox_partitions
SELECT koinon.add_outbox_partitions($1, 3);
