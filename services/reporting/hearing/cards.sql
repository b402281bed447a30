-- name: add_changes
INSERT INTO card_changes (municipality_id, card_id, sequence, state, reason, happened_on)
SELECT
    municipality_id,
    card_id,
    sequence,
    state,
    reason,
    happened_on
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    card_id uuid,
    sequence bigint,
    state text,
    reason text,
    happened_on date
);
