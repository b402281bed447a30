-- name: add_changes
INSERT INTO grievance_changes (municipality_id, grievance_id, sequence, state, category, happened_on)
SELECT
    municipality_id,
    grievance_id,
    sequence,
    state,
    category,
    coalesce(received_on, closed_on)
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    grievance_id uuid,
    sequence bigint,
    state text,
    category text,
    received_on date,
    closed_on date
);
