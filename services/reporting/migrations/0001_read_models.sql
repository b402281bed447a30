-- Read models: all of it is made from events, and can be emptied and made again at any time.
-- Two kinds of table. Sums have `partition` in their key: each partition's consumer adds to rows of its own, so four of
-- them never wait for each other. Histories keep one row for each event, by its `sequence`, so it does not matter in
-- which order the lists of a batch are taken; the present state is the row with the highest sequence.
-- No foreign keys: order holds within an aggregate only, so a sale may be heard before its merchant.

-- People only read; the consumers write, and a rebuild empties.
CREATE FUNCTION koinon.read_model(tenant_table regclass) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
    PERFORM koinon.tenant_table(tenant_table, 'SELECT');
    EXECUTE format('GRANT INSERT, UPDATE, TRUNCATE ON %s TO %I', tenant_table, koinon.login('worker'));
END
$$;

-- Money put on budget lines, by the month in which two people did so.
CREATE TABLE fundings (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    budget_line_id uuid NOT NULL,
    month date NOT NULL CHECK (extract(DAY FROM month) = 1),
    currency text NOT NULL,
    programme text NOT NULL,
    funded_minor bigint NOT NULL,
    PRIMARY KEY (municipality_id, budget_line_id, month, currency)
);
SELECT koinon.read_model('fundings');

-- What each household got, by the month that it is for: credited as lots, or paid to its account.
CREATE TABLE benefits (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    budget_line_id uuid NOT NULL,
    month date NOT NULL CHECK (extract(DAY FROM month) = 1),
    household_id uuid NOT NULL,
    currency text NOT NULL,
    partition smallint NOT NULL,
    programme text NOT NULL,
    credited_minor bigint NOT NULL DEFAULT 0,
    account_minor bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (municipality_id, budget_line_id, month, household_id, currency, partition)
);
SELECT koinon.read_model('benefits');

-- Sales and refunds of a merchant's day. A payment counts with the programme whose lot it drew first.
CREATE TABLE sales (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    settlement_date date NOT NULL,
    merchant_id uuid NOT NULL,
    programme text NOT NULL,
    currency text NOT NULL,
    partition smallint NOT NULL,
    payments_count bigint NOT NULL DEFAULT 0,
    requested_minor bigint NOT NULL DEFAULT 0,
    spent_minor bigint NOT NULL DEFAULT 0,
    bonus_minor bigint NOT NULL DEFAULT 0,
    remainder_minor bigint NOT NULL DEFAULT 0,
    refunds_count bigint NOT NULL DEFAULT 0,
    refunded_minor bigint NOT NULL DEFAULT 0,
    bonus_refunded_minor bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (municipality_id, settlement_date, merchant_id, programme, currency, partition)
);
SELECT koinon.read_model('sales');

-- The same money by where it came from: each draw of a payment, and each return of a refund, with the lot's line and month.
CREATE TABLE draws (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    budget_line_id uuid NOT NULL,
    benefit_month date NOT NULL CHECK (extract(DAY FROM benefit_month) = 1),
    settlement_date date NOT NULL,
    merchant_id uuid NOT NULL,
    currency text NOT NULL,
    partition smallint NOT NULL,
    programme text NOT NULL,
    spent_minor bigint NOT NULL DEFAULT 0,
    refunded_minor bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (municipality_id, budget_line_id, benefit_month, settlement_date, merchant_id, currency, partition)
);
SELECT koinon.read_model('draws');
CREATE INDEX draws_settlement ON draws (municipality_id, settlement_date);

-- Which wallets bought at which merchant in a month, so that a figure can say how many households are behind it.
CREATE TABLE buyers (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    month date NOT NULL CHECK (extract(DAY FROM month) = 1),
    merchant_id uuid NOT NULL,
    wallet_id uuid NOT NULL,
    programme text NOT NULL,
    currency text NOT NULL,
    partition smallint NOT NULL,
    payments_count bigint NOT NULL,
    PRIMARY KEY (municipality_id, month, merchant_id, wallet_id, programme, currency, partition)
);
SELECT koinon.read_model('buyers');

CREATE TABLE declines (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    month date NOT NULL CHECK (extract(DAY FROM month) = 1),
    merchant_id uuid NOT NULL,
    decline_code text NOT NULL,
    currency text NOT NULL,
    partition smallint NOT NULL,
    declined_count bigint NOT NULL,
    declined_minor bigint NOT NULL,
    PRIMARY KEY (municipality_id, month, merchant_id, decline_code, currency, partition)
);
SELECT koinon.read_model('declines');

-- What the ledger said it owes each merchant for a day, when it closed the day.
CREATE TABLE closed_days (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    settlement_date date NOT NULL,
    merchant_id uuid NOT NULL,
    currency text NOT NULL,
    payments_count bigint NOT NULL,
    refunds_count bigint NOT NULL,
    net_minor bigint NOT NULL,
    PRIMARY KEY (municipality_id, settlement_date, merchant_id, currency)
);
SELECT koinon.read_model('closed_days');

-- Settlements whose own rows equalled the ledger's figures.
CREATE TABLE batches (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    batch_id uuid NOT NULL,
    settlement_date date NOT NULL,
    merchant_id uuid NOT NULL,
    currency text NOT NULL,
    net_minor bigint NOT NULL,
    PRIMARY KEY (municipality_id, batch_id)
);
SELECT koinon.read_model('batches');
CREATE INDEX batches_day ON batches (municipality_id, settlement_date, merchant_id);

CREATE TABLE payout_changes (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    payout_id uuid NOT NULL,
    sequence bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('instructed', 'paid', 'returned')),
    merchant_id uuid NOT NULL,
    settlement_date date,
    currency text NOT NULL,
    amount_minor bigint NOT NULL,
    reason text,
    happened_on date NOT NULL,
    PRIMARY KEY (municipality_id, payout_id, sequence)
);
SELECT koinon.read_model('payout_changes');

CREATE TABLE merchant_changes (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    merchant_id uuid NOT NULL,
    sequence bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('accepted', 'suspended')),
    trade_name text,
    kind text,
    legal_form text,
    enterprise_id uuid,
    effective_on date NOT NULL,
    PRIMARY KEY (municipality_id, merchant_id, sequence)
);
SELECT koinon.read_model('merchant_changes');

CREATE TABLE membership_changes (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    membership_id uuid NOT NULL,
    sequence bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('active', 'suspended', 'exited')),
    household_id uuid NOT NULL,
    programme text NOT NULL,
    reason text,
    effective_on date NOT NULL,
    ends_on date,
    PRIMARY KEY (municipality_id, membership_id, sequence)
);
SELECT koinon.read_model('membership_changes');

-- Decisions on applications of households; a second row of one application is a decision overturned.
CREATE TABLE application_decisions (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    application_id uuid NOT NULL,
    sequence bigint NOT NULL,
    programme text NOT NULL,
    outcome text NOT NULL,
    applied_on date NOT NULL,
    decided_on date NOT NULL,
    PRIMARY KEY (municipality_id, application_id, sequence)
);
SELECT koinon.read_model('application_decisions');

CREATE TABLE card_changes (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    card_id uuid NOT NULL,
    sequence bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('ordered', 'issued', 'stopped')),
    reason text,
    happened_on date NOT NULL,
    PRIMARY KEY (municipality_id, card_id, sequence)
);
SELECT koinon.read_model('card_changes');

-- Decisions on applications to a call of the incubator.
CREATE TABLE call_decisions (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    application_id uuid NOT NULL,
    sequence bigint NOT NULL,
    call_id uuid NOT NULL,
    outcome text NOT NULL,
    decided_on date NOT NULL,
    PRIMARY KEY (municipality_id, application_id, sequence)
);
SELECT koinon.read_model('call_decisions');

CREATE TABLE enrolments (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    enrolment_id uuid NOT NULL,
    sequence bigint NOT NULL,
    cohort_id uuid NOT NULL,
    participant_id uuid NOT NULL,
    programme text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    PRIMARY KEY (municipality_id, enrolment_id, sequence)
);
SELECT koinon.read_model('enrolments');

CREATE TABLE attendances (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    enrolment_id uuid NOT NULL,
    sequence bigint NOT NULL,
    session_id uuid NOT NULL,
    attended boolean NOT NULL,
    counts_against boolean NOT NULL,
    PRIMARY KEY (municipality_id, enrolment_id, sequence)
);
SELECT koinon.read_model('attendances');

CREATE TABLE enterprises (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    enterprise_id uuid NOT NULL,
    sequence bigint NOT NULL,
    trade_name text NOT NULL,
    legal_form text NOT NULL,
    country text NOT NULL,
    accredited_on date NOT NULL,
    PRIMARY KEY (municipality_id, enterprise_id, sequence)
);
SELECT koinon.read_model('enterprises');

-- The present state of what has a history.
CREATE VIEW merchants WITH (security_invoker = true) AS
SELECT DISTINCT ON (municipality_id, merchant_id)
    municipality_id,
    merchant_id,
    trade_name,
    kind,
    legal_form,
    enterprise_id
FROM merchant_changes
WHERE state = 'accepted'
ORDER BY municipality_id, merchant_id, sequence DESC;

CREATE VIEW payouts WITH (security_invoker = true) AS
SELECT DISTINCT ON (municipality_id, payout_id)
    municipality_id,
    payout_id,
    state,
    merchant_id,
    currency,
    amount_minor,
    happened_on,
    max(settlement_date) OVER (PARTITION BY municipality_id, payout_id) AS settlement_date
FROM payout_changes
ORDER BY municipality_id, payout_id, sequence DESC;

-- Every amount and count as one row a measure. Benefits count in the month that they are for, all else in the month
-- in which it happened.
CREATE VIEW flows WITH (security_invoker = true) AS
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
FROM payouts;

DO
$$
BEGIN
    EXECUTE format(
        'GRANT SELECT ON merchants, payouts, flows TO %I, %I', koinon.login('api'), koinon.login('worker')
    );
END
$$;
