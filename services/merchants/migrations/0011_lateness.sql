-- What waits is a handful among all that was settled, and is asked for at every look at the figures.
SET lock_timeout = '2s';

-- squawk-ignore require-concurrent-index-creation
CREATE INDEX settlement_totals_waiting ON settlement_totals (settlement_day_id) WHERE batch_id IS NULL;
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX payouts_unanswered ON payouts (bank_file_id) WHERE status = 'instructed';
