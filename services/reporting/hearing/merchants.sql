-- name: add_changes
INSERT INTO merchant_changes (
    municipality_id, merchant_id, sequence, state, trade_name, kind, legal_form, enterprise_id, effective_on
)
SELECT
    municipality_id,
    merchant_id,
    sequence,
    state,
    trade_name,
    kind,
    legal_form,
    enterprise_id,
    coalesce(accepted_from, suspended_from)
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    merchant_id uuid,
    sequence bigint,
    state text,
    trade_name text,
    kind text,
    legal_form text,
    enterprise_id uuid,
    accepted_from date,
    suspended_from date
);

-- name: add_tills
INSERT INTO tills (municipality_id, till_id, sequence, merchant_id, area)
SELECT
    municipality_id,
    till_id,
    sequence,
    merchant_id,
    area
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    till_id uuid,
    sequence bigint,
    merchant_id uuid,
    area text
);
