-- Complaints by what became of them, and households that turned out to be another one.
CREATE TABLE grievance_changes (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    grievance_id uuid NOT NULL,
    sequence bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('received', 'closed')),
    category text NOT NULL,
    happened_on date NOT NULL,
    PRIMARY KEY (municipality_id, grievance_id, sequence)
);
SELECT koinon.read_model('grievance_changes');

CREATE TABLE merged_households (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    household_id uuid NOT NULL,
    sequence bigint NOT NULL,
    into_household_id uuid NOT NULL,
    PRIMARY KEY (municipality_id, household_id, sequence)
);
SELECT koinon.read_model('merged_households');
