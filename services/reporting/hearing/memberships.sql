-- name: add_changes
INSERT INTO membership_changes (
    municipality_id, membership_id, sequence, state, household_id, programme, reason, effective_on, ends_on
)
SELECT
    municipality_id,
    membership_id,
    sequence,
    state,
    household_id,
    programme,
    reason,
    coalesce(starts_on, suspended_on, resumed_on, exited_on),
    ends_on
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    membership_id uuid,
    sequence bigint,
    state text,
    household_id uuid,
    programme text,
    reason text,
    starts_on date,
    suspended_on date,
    resumed_on date,
    exited_on date,
    ends_on date
);

-- name: add_decisions
INSERT INTO application_decisions (
    municipality_id, application_id, sequence, programme, outcome, applied_on, decided_on
)
SELECT
    municipality_id,
    application_id,
    sequence,
    programme,
    outcome,
    applied_on,
    decided_on
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    application_id uuid,
    sequence bigint,
    programme text,
    outcome text,
    applied_on date,
    decided_on date
);

-- name: add_merged
INSERT INTO merged_households (municipality_id, household_id, sequence, into_household_id)
SELECT municipality_id, household_id, sequence, into_household_id
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid, household_id uuid, sequence bigint, into_household_id uuid
);
