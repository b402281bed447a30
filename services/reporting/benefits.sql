-- name: add_credits
INSERT INTO benefits AS kept
(municipality_id, budget_line_id, month, household_id, currency, partition, programme, credited_minor)
SELECT
    municipality_id,
    budget_line_id,
    date_trunc('month', month)::date,
    household_id,
    currency,
    partition,
    min(programme),
    sum(amount_minor)
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    budget_line_id uuid,
    month date,
    household_id uuid,
    currency text,
    partition smallint,
    programme text,
    amount_minor bigint
)
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (municipality_id, budget_line_id, month, household_id, currency, partition) DO UPDATE
SET credited_minor = kept.credited_minor + excluded.credited_minor;

-- name: add_account_shares
INSERT INTO benefits AS kept
(municipality_id, budget_line_id, month, household_id, currency, partition, programme, account_minor)
SELECT
    municipality_id,
    budget_line_id,
    date_trunc('month', month)::date,
    household_id,
    currency,
    partition,
    min(programme),
    sum(amount_minor)
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    budget_line_id uuid,
    month date,
    household_id uuid,
    currency text,
    partition smallint,
    programme text,
    amount_minor bigint
)
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (municipality_id, budget_line_id, month, household_id, currency, partition) DO UPDATE
SET account_minor = kept.account_minor + excluded.account_minor;

-- name: add_expired
INSERT INTO benefits AS kept
(municipality_id, budget_line_id, month, household_id, currency, partition, programme, expired_minor)
SELECT
    municipality_id,
    budget_line_id,
    date_trunc('month', month)::date,
    household_id,
    currency,
    partition,
    min(programme),
    sum(amount_minor)
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    budget_line_id uuid,
    month date,
    household_id uuid,
    currency text,
    partition smallint,
    programme text,
    amount_minor bigint
)
GROUP BY 1, 2, 3, 4, 5, 6
ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (municipality_id, budget_line_id, month, household_id, currency, partition) DO UPDATE
SET expired_minor = kept.expired_minor + excluded.expired_minor;
