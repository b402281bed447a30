-- What cannot be paid until a household's file is in order is counted for every caseworker's start page; it is little among
-- all that was ever paid.
-- squawk-ignore-file require-concurrent-index-creation
-- This table is a municipality's: it is scanned in less than the lock's timeout.
CREATE INDEX account_shares_blocked ON account_shares (municipality_id, id)
WHERE status = 'open' AND blocked_by IS NOT NULL;
