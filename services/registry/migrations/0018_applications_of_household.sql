-- A household's page asks for its applications; what was there for one programme's open application does not find them.
-- squawk-ignore-file require-concurrent-index-creation
-- This table is a municipality's: it is scanned in less than the lock's timeout.
CREATE INDEX applications_household ON applications (household_id, id);
