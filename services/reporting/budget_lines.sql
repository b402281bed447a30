-- name: add_fundings
INSERT INTO fundings AS kept (municipality_id, budget_line_id, month, currency, programme, funded_minor)
SELECT
    municipality_id,
    budget_line_id,
    date_trunc('month', happened_on)::date,
    currency,
    min(programme),
    sum(amount_minor)
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    budget_line_id uuid,
    happened_on date,
    currency text,
    programme text,
    amount_minor bigint
)
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
ON CONFLICT (municipality_id, budget_line_id, month, currency) DO UPDATE
SET funded_minor = kept.funded_minor + excluded.funded_minor;

-- name: add_moves
-- A move counts on both lines: on one it went out, on the other it came in.
INSERT INTO line_moves AS kept (
    municipality_id, budget_line_id, month, currency, partition, programme, moved_in_minor, moved_out_minor
)
SELECT
    heard.municipality_id,
    side.budget_line_id,
    date_trunc('month', heard.happened_on)::date,
    heard.currency,
    heard.partition,
    min(side.programme),
    sum(side.moved_in_minor),
    sum(side.moved_out_minor)
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    budget_line_id uuid,
    to_line_id uuid,
    happened_on date,
    currency text,
    partition smallint,
    programme text,
    to_programme text,
    amount_minor bigint
)
CROSS JOIN LATERAL (
    VALUES
    (heard.budget_line_id, heard.programme, 0, heard.amount_minor),
    (heard.to_line_id, heard.to_programme, heard.amount_minor, 0)
) AS side (budget_line_id, programme, moved_in_minor, moved_out_minor)
GROUP BY 1, 2, 3, 4, 5
ORDER BY 1, 2, 3, 4, 5
ON CONFLICT (municipality_id, budget_line_id, month, currency, partition) DO UPDATE
SET
moved_in_minor = kept.moved_in_minor + excluded.moved_in_minor,
moved_out_minor = kept.moved_out_minor + excluded.moved_out_minor;

-- name: add_returns
INSERT INTO line_moves AS kept (
    municipality_id, budget_line_id, month, currency, partition, programme, returned_minor
)
SELECT
    municipality_id,
    budget_line_id,
    date_trunc('month', happened_on)::date,
    currency,
    partition,
    min(programme),
    sum(amount_minor)
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    budget_line_id uuid,
    happened_on date,
    currency text,
    partition smallint,
    programme text,
    amount_minor bigint
)
GROUP BY 1, 2, 3, 4, 5
ORDER BY 1, 2, 3, 4, 5
ON CONFLICT (municipality_id, budget_line_id, month, currency, partition) DO UPDATE
SET returned_minor = kept.returned_minor + excluded.returned_minor;

-- name: add_closings
INSERT INTO line_closings (municipality_id, budget_line_id, sequence, successor_id, closed_on)
SELECT
    municipality_id,
    budget_line_id,
    sequence,
    successor_id,
    happened_on
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    budget_line_id uuid,
    sequence bigint,
    successor_id uuid,
    happened_on date
);

-- name: select_line
-- A line may be credited from before its funding is heard: whichever came first names it.
SELECT
    known.budget_line_id AS id,
    min(known.programme) AS programme,
    known.currency,
    sum(known.funded_minor)::bigint AS funded_minor,
    sum(known.moved_in_minor)::bigint AS moved_in_minor,
    sum(known.moved_out_minor)::bigint AS moved_out_minor,
    sum(known.returned_minor)::bigint AS returned_minor,
    (SELECT max(c.closed_on) FROM line_closings AS c WHERE c.budget_line_id = $1) AS closed_on,
    (
        SELECT c.successor_id FROM line_closings AS c
        WHERE c.budget_line_id = $1 ORDER BY c.sequence DESC LIMIT 1
    ) AS successor_id
FROM (
    SELECT
        budget_line_id,
        programme,
        currency,
        funded_minor,
        0 AS moved_in_minor,
        0 AS moved_out_minor,
        0 AS returned_minor
    FROM fundings
    WHERE budget_line_id = $1
    UNION ALL
    SELECT budget_line_id, programme, currency, 0, moved_in_minor, moved_out_minor, returned_minor
    FROM line_moves
    WHERE budget_line_id = $1
    UNION ALL
    SELECT budget_line_id, programme, currency, 0, 0, 0, 0 FROM benefits WHERE budget_line_id = $1
) AS known
GROUP BY known.budget_line_id, known.currency;

-- name: select_months
-- Money of each month's benefit, from the line to the bank. A draw is settled when its shop's batch of that day is
-- closed, and paid when the bank has paid that day's payout.
SELECT
    month,
    sum(credited_minor)::bigint AS credited_minor,
    sum(account_minor)::bigint AS account_minor,
    sum(expired_minor)::bigint AS expired_minor,
    sum(spent_minor)::bigint AS spent_minor,
    sum(refunded_minor)::bigint AS refunded_minor,
    sum(settled_minor)::bigint AS settled_minor,
    sum(paid_minor)::bigint AS paid_minor
FROM (
    SELECT
        month,
        credited_minor,
        account_minor,
        expired_minor,
        0 AS spent_minor,
        0 AS refunded_minor,
        0 AS settled_minor,
        0 AS paid_minor
    FROM benefits
    WHERE budget_line_id = $1
    UNION ALL
    SELECT
        d.benefit_month AS month,
        0 AS credited_minor,
        0 AS account_minor,
        0 AS expired_minor,
        d.spent_minor,
        d.refunded_minor,
        CASE WHEN EXISTS (
            SELECT FROM batches AS b
            WHERE b.settlement_date = d.settlement_date AND b.merchant_id = d.merchant_id AND b.currency = d.currency
        ) THEN d.spent_minor - d.refunded_minor ELSE 0 END AS settled_minor,
        CASE WHEN EXISTS (
            SELECT FROM payouts AS p
            WHERE
                p.settlement_date = d.settlement_date
                AND p.merchant_id = d.merchant_id
                AND p.currency = d.currency
                AND p.state = 'paid'
        ) THEN d.spent_minor - d.refunded_minor ELSE 0 END AS paid_minor
    FROM draws AS d
    WHERE d.budget_line_id = $1
) AS stages
GROUP BY month
ORDER BY month;

-- name: count_households
SELECT count(DISTINCT household_id) FROM benefits WHERE budget_line_id = $1;

-- name: select_shops
SELECT
    d.merchant_id,
    m.trade_name,
    coalesce(m.kind, 'unknown') AS merchant_kind,
    sum(d.spent_minor)::bigint AS spent_minor,
    sum(d.refunded_minor)::bigint AS refunded_minor
FROM draws AS d
LEFT JOIN merchants AS m ON d.municipality_id = m.municipality_id AND d.merchant_id = m.merchant_id
WHERE d.budget_line_id = $1
GROUP BY d.merchant_id, m.trade_name, m.kind
ORDER BY spent_minor DESC, d.merchant_id;
