-- name: add_benefits
INSERT INTO benefits AS kept (
    municipality_id, run_id, month, budget_line_id, currency, partition, household_id, programme,
    credited_minor, account_minor, expired_minor
)
SELECT
    municipality_id,
    run_id,
    month,
    budget_line_id,
    currency,
    partition,
    household_id,
    min(programme),
    sum(credited_minor),
    sum(account_minor),
    sum(expired_minor)
FROM unnest(
    $1::uuid[], $2::uuid[], $3::date[], $4::uuid[], $5::text[], $6::smallint[], $7::text[], $8::uuid[], $9::bigint[],
    $10::bigint[], $11::bigint[]
) AS heard (
    municipality_id, run_id, month, budget_line_id, currency, partition, programme, household_id, credited_minor,
    account_minor, expired_minor
)
GROUP BY 1, 2, 3, 4, 5, 6, 7
ORDER BY 1, 2, 3, 4, 5, 6, 7
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
FROM unnest(
    $1::uuid[], $2::date[], $3::uuid[], $4::text[], $5::smallint[], $6::text[], $7::bigint[], $8::bigint[]
) AS heard (municipality_id, day, run_id, currency, partition, programme, credited_minor, expired_minor)
ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (municipality_id, day, run_id, programme, currency, partition) DO UPDATE
SET
    credited_minor = kept.credited_minor + excluded.credited_minor,
    expired_minor = kept.expired_minor + excluded.expired_minor;

-- name: add_wallets
INSERT INTO wallets (municipality_id, wallet_id, household_id)
SELECT municipality_id, wallet_id, household_id
FROM json_to_recordset($1::json) AS heard (municipality_id uuid, wallet_id uuid, household_id uuid);
