-- name: forget_keys
-- A command's key is kept thirty days; that of a command about money as long as the ledger.
DELETE FROM idempotency_keys WHERE created_at < $1 AND NOT kept;

-- name: add_outbox_partitions
SELECT koinon.add_outbox_partitions($1, 3);
