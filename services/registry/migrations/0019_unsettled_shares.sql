-- What the bank did not take is looked for in every month; it is little among all that was ever paid.
-- squawk-ignore-file require-concurrent-index-creation
-- This table is a municipality's: it is scanned in less than the lock's timeout.
CREATE INDEX account_shares_unsettled ON account_shares (municipality_id, id)
WHERE status IN ('rejected', 'returned');
