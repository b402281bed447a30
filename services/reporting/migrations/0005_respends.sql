-- Shops that pay shops: by day and pair, and the same money by where it came from and how many shops have held it.
CREATE TABLE respends (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    settlement_date date NOT NULL,
    payer_id uuid NOT NULL,
    payee_id uuid NOT NULL,
    currency text NOT NULL,
    partition smallint NOT NULL,
    respends_count bigint NOT NULL DEFAULT 0,
    respent_minor bigint NOT NULL DEFAULT 0,
    bonus_minor bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (municipality_id, settlement_date, payer_id, payee_id, currency, partition)
);
SELECT koinon.read_model('respends');

-- What came from a pot has no month of a benefit and is not here.
CREATE TABLE respent_draws (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    budget_line_id uuid NOT NULL,
    benefit_month date NOT NULL CHECK (extract(DAY FROM benefit_month) = 1),
    settlement_date date NOT NULL,
    payer_id uuid NOT NULL,
    currency text NOT NULL,
    hop int NOT NULL,
    partition smallint NOT NULL,
    respent_minor bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (
        municipality_id, budget_line_id, benefit_month, settlement_date, payer_id, currency, hop, partition
    )
);
SELECT koinon.read_model('respent_draws');

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
) AS each (measure, value)
UNION ALL
SELECT
    respends.municipality_id,
    date_trunc('month', respends.settlement_date)::date AS month,
    '' AS programme,
    respends.currency,
    each.measure,
    each.value
FROM respends
CROSS JOIN LATERAL (
    VALUES
    ('respends_count', respends_count), ('respent_minor', respent_minor), ('respend_bonus_minor', bonus_minor)
) AS each (measure, value);
