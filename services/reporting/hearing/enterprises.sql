-- name: add_decisions
INSERT INTO call_decisions (municipality_id, application_id, sequence, call_id, outcome, decided_on)
SELECT
    municipality_id,
    application_id,
    sequence,
    call_id,
    outcome,
    happened_on
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    application_id uuid,
    sequence bigint,
    call_id uuid,
    outcome text,
    happened_on date
);

-- name: add_enrolments
INSERT INTO enrolments (
    municipality_id, enrolment_id, sequence, cohort_id, participant_id, programme, starts_on, ends_on
)
SELECT
    municipality_id,
    enrolment_id,
    sequence,
    cohort_id,
    participant_id,
    programme,
    starts_on,
    ends_on
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    enrolment_id uuid,
    sequence bigint,
    cohort_id uuid,
    participant_id uuid,
    programme text,
    starts_on date,
    ends_on date
);

-- name: add_attendances
INSERT INTO attendances (municipality_id, enrolment_id, sequence, session_id, attended, counts_against)
SELECT
    municipality_id,
    enrolment_id,
    sequence,
    session_id,
    attended,
    counts_against
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    enrolment_id uuid,
    sequence bigint,
    session_id uuid,
    attended boolean,
    counts_against boolean
);

-- name: add_sessions
INSERT INTO sessions (
    municipality_id, session_id, sequence, cohort_id, needs_met, needs_waived, needs_unmet, held_on
)
SELECT
    municipality_id,
    session_id,
    sequence,
    cohort_id,
    needs_met,
    needs_waived,
    needs_unmet,
    happened_on
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    session_id uuid,
    sequence bigint,
    cohort_id uuid,
    needs_met int,
    needs_waived int,
    needs_unmet int,
    happened_on date
);

-- name: add_follow_ups
INSERT INTO follow_ups (
    municipality_id, follow_up_id, sequence, participant_id, months, outcome, is_working, jobs, closed_on
)
SELECT
    municipality_id,
    follow_up_id,
    sequence,
    participant_id,
    months,
    outcome,
    is_working,
    jobs,
    happened_on
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    follow_up_id uuid,
    sequence bigint,
    participant_id uuid,
    months smallint,
    outcome text,
    is_working boolean,
    jobs int,
    happened_on date
);

-- name: add_enterprises
INSERT INTO enterprises (
    municipality_id, enterprise_id, sequence, trade_name, legal_form, country, accredited_on
)
SELECT
    municipality_id,
    enterprise_id,
    sequence,
    trade_name,
    legal_form,
    country,
    accredited_on
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    enterprise_id uuid,
    sequence bigint,
    trade_name text,
    legal_form text,
    country text,
    accredited_on date
);
