-- The key of a command about money is kept as long as the ledger: whoever sends it again after a year gets the first answer.
ALTER TABLE idempotency_keys ADD COLUMN kept boolean NOT NULL DEFAULT false;
