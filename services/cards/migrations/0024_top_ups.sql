-- A run over a named list, paid once by its own decision, beside the months.
ALTER TABLE runs ADD COLUMN kind text NOT NULL DEFAULT 'monthly' CHECK (kind IN ('monthly', 'top_up'));
ALTER TABLE runs ADD COLUMN decision_number text;
ALTER TABLE runs ADD CONSTRAINT runs_decided CHECK ((kind = 'top_up') = (decision_number IS NOT NULL)) NOT VALID;
-- One decision is paid by one list. Only runs write here, and no sale waits for it.
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX runs_decision ON runs (municipality_id, programme, decision_number)
WHERE kind = 'top_up' AND status <> 'cancelled';

ALTER TABLE run_lines ADD COLUMN kind text NOT NULL DEFAULT 'monthly' CHECK (kind IN ('monthly', 'top_up'));
-- Nobody is credited twice for one month, in whichever run, and once by each top-up.
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX run_lines_once;
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX run_lines_once ON run_lines (membership_id, month)
WHERE credited_at IS NOT NULL AND kind = 'monthly';
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX run_lines_top_up ON run_lines (run_id, membership_id) WHERE kind = 'top_up';
