-- Money that moves between budget lines or goes back to the municipality, by month, and lines that were closed.
CREATE TABLE line_moves (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    budget_line_id uuid NOT NULL,
    month date NOT NULL CHECK (extract(DAY FROM month) = 1),
    currency text NOT NULL,
    partition smallint NOT NULL,
    programme text NOT NULL,
    moved_in_minor bigint NOT NULL DEFAULT 0,
    moved_out_minor bigint NOT NULL DEFAULT 0,
    returned_minor bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (municipality_id, budget_line_id, month, currency, partition)
);
SELECT koinon.read_model('line_moves');

CREATE TABLE line_closings (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    budget_line_id uuid NOT NULL,
    sequence bigint NOT NULL,
    successor_id uuid,
    closed_on date NOT NULL,
    PRIMARY KEY (municipality_id, budget_line_id, sequence)
);
SELECT koinon.read_model('line_closings');

-- Every amount and count as one row a measure. Benefits count in the month that they are for, all else in the month
-- in which it happened.
CREATE OR REPLACE VIEW flows WITH (security_invoker = true) AS
SELECT
    municipality_id,
    month,
    programme,
    currency,
    'funded_minor' AS measure,
    funded_minor AS value
FROM fundings
UNION ALL
SELECT benefits.municipality_id, benefits.month, benefits.programme, benefits.currency, each.measure, each.value
FROM benefits
CROSS JOIN
    LATERAL (VALUES ('credited_minor', credited_minor), ('account_minor', account_minor)) AS each (measure, value)
UNION ALL
SELECT
    sales.municipality_id,
    date_trunc('month', sales.settlement_date)::date AS month,
    sales.programme,
    sales.currency,
    each.measure,
    each.value
FROM sales
CROSS JOIN LATERAL (
    VALUES
    ('payments_count', payments_count), ('requested_minor', requested_minor), ('spent_minor', spent_minor),
    ('bonus_minor', bonus_minor), ('remainder_minor', remainder_minor), ('refunds_count', refunds_count),
    ('refunded_minor', refunded_minor), ('bonus_refunded_minor', bonus_refunded_minor)
) AS each (measure, value)
UNION ALL
SELECT declines.municipality_id, declines.month, '' AS programme, declines.currency, each.measure, each.value
FROM declines
CROSS JOIN
    LATERAL (VALUES ('declined_count', declined_count), ('declined_minor', declined_minor)) AS each (measure, value)
UNION ALL
SELECT
    municipality_id,
    date_trunc('month', settlement_date)::date AS month,
    '' AS programme,
    currency,
    'owed_minor' AS measure,
    net_minor AS value
FROM closed_days
UNION ALL
SELECT
    municipality_id,
    date_trunc('month', settlement_date)::date AS month,
    '' AS programme,
    currency,
    'settled_minor' AS measure,
    net_minor AS value
FROM batches
UNION ALL
SELECT
    municipality_id,
    date_trunc('month', coalesce(settlement_date, happened_on))::date AS month,
    '' AS programme,
    currency,
    state || '_minor' AS measure,
    amount_minor AS value
FROM payouts
UNION ALL
SELECT line_moves.municipality_id, line_moves.month, line_moves.programme, line_moves.currency, each.measure, each.value
FROM line_moves
CROSS JOIN LATERAL (
    VALUES ('line_moved_minor', moved_out_minor), ('line_returned_minor', returned_minor)
) AS each (measure, value);
