-- A dry run reads the latest facts of every household that a programme has assessed: found by programme and household.
-- squawk-ignore-file require-concurrent-index-creation
-- The table is a municipality's: it is read in less than the lock's timeout.

CREATE INDEX applications_programme_household ON applications (municipality_id, programme, household_id, id)
WHERE state <> 'withdrawn';
