-- Months that are owed after a suspension was lifted, and sums that are kept back because they were received without a right.

-- Each becomes a line of the next run, with its own month; `run_lines_once` keeps it from being credited twice.
CREATE TABLE arrears (
    membership_id uuid NOT NULL REFERENCES memberships (id),
    month date NOT NULL CHECK (extract(DAY FROM month) = 1),
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    PRIMARY KEY (membership_id, month)
);
SELECT koinon.tenant_table('arrears');

CREATE TABLE set_offs (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    household_id uuid NOT NULL,
    programme text NOT NULL,
    currency text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    taken_minor bigint NOT NULL DEFAULT 0 CHECK (taken_minor BETWEEN 0 AND amount_minor),
    ordered_on date NOT NULL,
    lifted_on date
);
CREATE INDEX set_offs_open ON set_offs (programme, household_id) WHERE lifted_on IS NULL AND taken_minor < amount_minor;
SELECT koinon.tenant_table('set_offs');

ALTER TABLE run_lines ADD COLUMN set_off_minor bigint NOT NULL DEFAULT 0 CHECK (set_off_minor >= 0);
ALTER TABLE runs ADD COLUMN set_off_total_minor bigint NOT NULL DEFAULT 0 CHECK (set_off_total_minor >= 0);

-- What a line of a run keeps back for which set-off; taken when the line is credited.
CREATE TABLE set_off_takings (
    run_line_id uuid NOT NULL REFERENCES run_lines (id),
    set_off_id uuid NOT NULL REFERENCES set_offs (id),
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    PRIMARY KEY (run_line_id, set_off_id)
);
SELECT koinon.tenant_table('set_off_takings', 'SELECT, INSERT');
