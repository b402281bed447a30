-- name: add_closed_days
INSERT INTO closed_days
(municipality_id, settlement_date, merchant_id, currency, payments_count, refunds_count, net_minor)
SELECT
    municipality_id,
    settlement_date,
    merchant_id,
    currency,
    payments_count,
    refunds_count,
    net_minor
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    settlement_date date,
    merchant_id uuid,
    currency text,
    payments_count bigint,
    refunds_count bigint,
    net_minor bigint
);

-- name: add_batches
INSERT INTO batches (municipality_id, batch_id, settlement_date, merchant_id, currency, net_minor)
SELECT
    municipality_id,
    batch_id,
    settlement_date,
    merchant_id,
    currency,
    net_minor
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    batch_id uuid,
    settlement_date date,
    merchant_id uuid,
    currency text,
    net_minor bigint
);

-- name: add_payout_changes
INSERT INTO payout_changes (
    municipality_id, payout_id, sequence, state, merchant_id, settlement_date, currency, amount_minor,
    reason, happened_on
)
SELECT
    municipality_id,
    payout_id,
    sequence,
    state,
    merchant_id,
    settlement_date,
    currency,
    amount_minor,
    reason_code,
    happened_on
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    payout_id uuid,
    sequence bigint,
    state text,
    merchant_id uuid,
    settlement_date date,
    currency text,
    amount_minor bigint,
    reason_code text,
    happened_on date
);
