-- The desk's lists and the count of what waits for it take the cards of one status: without an index both read every
-- card of every municipality.
-- squawk-ignore-file require-concurrent-index-creation
-- This table is a municipality's: it is scanned in less than the lock's timeout.
CREATE INDEX cards_status ON cards (municipality_id, status, id);
