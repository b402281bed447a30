-- Lines that are still to be credited. Statistics know nothing of a run that has just been calculated: without an index
-- that holds only these, the planner read the rest of the run for each of its chunks, and sorted it.
-- Only runs write lines, so that to build it in the migration's transaction holds up nobody who sells.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX run_lines_due ON run_lines (run_id, id) WHERE excluded IS NULL AND credited_at IS NULL;
