-- name: add_payments
INSERT INTO sales AS kept (
    municipality_id, settlement_date, merchant_id, programme, currency, partition,
    payments_count, requested_minor, spent_minor, bonus_minor, remainder_minor
)
SELECT
    municipality_id, settlement_date, merchant_id, programme, currency, partition,
    payments_count, requested_minor, amount_minor, bonus_minor, remainder_minor
FROM unnest($1::sale_row[]) AS heard
ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (municipality_id, settlement_date, merchant_id, programme, currency, partition) DO UPDATE
SET
    payments_count = kept.payments_count + excluded.payments_count,
    requested_minor = kept.requested_minor + excluded.requested_minor,
    spent_minor = kept.spent_minor + excluded.spent_minor,
    bonus_minor = kept.bonus_minor + excluded.bonus_minor,
    remainder_minor = kept.remainder_minor + excluded.remainder_minor;

-- name: add_refunds
INSERT INTO sales AS kept (
    municipality_id, settlement_date, merchant_id, programme, currency, partition,
    refunds_count, refunded_minor, bonus_refunded_minor
)
SELECT
    municipality_id, settlement_date, merchant_id, programme, currency, partition,
    refunds_count, amount_minor, bonus_minor
FROM unnest($1::refund_row[]) AS heard
ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (municipality_id, settlement_date, merchant_id, programme, currency, partition) DO UPDATE
SET
    refunds_count = kept.refunds_count + excluded.refunds_count,
    refunded_minor = kept.refunded_minor + excluded.refunded_minor,
    bonus_refunded_minor = kept.bonus_refunded_minor + excluded.bonus_refunded_minor;

-- name: add_draws
INSERT INTO draws AS kept (
    municipality_id, budget_line_id, benefit_month, settlement_date, merchant_id, currency, partition,
    programme, spent_minor, refunded_minor, cash_minor, bonus_minor, bonus_refunded_minor
)
SELECT
    municipality_id,
    budget_line_id,
    month,
    settlement_date,
    merchant_id,
    currency,
    partition,
    min(programme),
    sum(spent_minor),
    sum(refunded_minor),
    sum(cash_minor),
    sum(bonus_minor),
    sum(bonus_refunded_minor)
FROM unnest($1::draw_row[]) AS heard
GROUP BY 1, 2, 3, 4, 5, 6, 7
ORDER BY 1, 2, 3, 4, 5, 6, 7
ON CONFLICT
(municipality_id, budget_line_id, benefit_month, settlement_date, merchant_id, currency, partition) DO UPDATE
SET
    spent_minor = kept.spent_minor + excluded.spent_minor,
    refunded_minor = kept.refunded_minor + excluded.refunded_minor,
    cash_minor = kept.cash_minor + excluded.cash_minor,
    bonus_minor = kept.bonus_minor + excluded.bonus_minor,
    bonus_refunded_minor = kept.bonus_refunded_minor + excluded.bonus_refunded_minor;

-- name: add_buyers
INSERT INTO buyers AS kept (
    municipality_id, month, merchant_id, wallet_id, currency, partition, programme, budget_line_id, benefit_month,
    first_on, payments_count
)
SELECT
    municipality_id, month, merchant_id, wallet_id, currency, partition, programme, budget_line_id, benefit_month,
    bought_on, payments_count
FROM unnest($1::buyer_row[]) AS heard
ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9
ON CONFLICT (
    municipality_id, month, merchant_id, wallet_id, programme, currency, partition, budget_line_id, benefit_month
) DO UPDATE
SET
    payments_count = kept.payments_count + excluded.payments_count,
    first_on = least(kept.first_on, excluded.first_on);

-- name: add_declines
INSERT INTO declines AS kept (
    municipality_id, month, merchant_id, decline_code, currency, partition, declined_count, declined_minor
)
SELECT
    municipality_id,
    date_trunc('month', happened_on)::date,
    merchant_id,
    decline_code,
    currency,
    partition,
    count(*),
    sum(requested_minor)
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    happened_on date,
    merchant_id uuid,
    decline_code text,
    currency text,
    partition smallint,
    requested_minor bigint
)
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (municipality_id, month, merchant_id, decline_code, currency, partition) DO UPDATE
SET
    declined_count = kept.declined_count + excluded.declined_count,
    declined_minor = kept.declined_minor + excluded.declined_minor;
