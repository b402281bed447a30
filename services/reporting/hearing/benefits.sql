-- name: add_benefits
-- In one order, so that nobody waits for somebody who waits for them; the household comes first, because it tells two rows
-- apart by one comparison.
INSERT INTO benefits AS kept (
    municipality_id, run_id, month, budget_line_id, currency, partition, household_id, programme,
    credited_minor, account_minor, expired_minor
)
SELECT
    municipality_id, run_id, month, budget_line_id, currency, partition, household_id, programme,
    credited_minor, account_minor, expired_minor
FROM unnest($1::benefit_row[]) AS heard
ORDER BY household_id, month, run_id, budget_line_id, partition, currency, municipality_id
ON CONFLICT (municipality_id, budget_line_id, month, household_id, currency, partition, run_id) DO UPDATE
SET
    credited_minor = kept.credited_minor + excluded.credited_minor,
    account_minor = kept.account_minor + excluded.account_minor,
    expired_minor = kept.expired_minor + excluded.expired_minor;

-- name: add_days
INSERT INTO credited_days AS kept (
    municipality_id, day, run_id, currency, partition, programme, credited_minor, expired_minor
)
SELECT municipality_id, day, run_id, currency, partition, programme, credited_minor, expired_minor
FROM unnest($1::credited_day_row[]) AS heard
ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (municipality_id, day, run_id, programme, currency, partition) DO UPDATE
SET
    credited_minor = kept.credited_minor + excluded.credited_minor,
    expired_minor = kept.expired_minor + excluded.expired_minor;

-- name: add_wallets
INSERT INTO wallets (municipality_id, wallet_id, household_id)
SELECT municipality_id, wallet_id, household_id
FROM json_to_recordset($1::json) AS heard (municipality_id uuid, wallet_id uuid, household_id uuid);
