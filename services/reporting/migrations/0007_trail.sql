-- The trail of a line's money by run, by who spent it and to which supplier it went on. What was heard before is in these
-- tables without the new columns until the read models are made anew (`python -m services.reporting rebuild`). A consumer
-- of the release before tries again until it is replaced: the keys are others.
ALTER TABLE benefits
ADD COLUMN run_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
-- squawk-ignore ban-drop-constraint
ALTER TABLE benefits DROP CONSTRAINT benefits_pkey;
-- squawk-ignore constraint-missing-not-valid, adding-serial-primary-key-field
ALTER TABLE benefits ADD PRIMARY KEY (
    municipality_id, budget_line_id, month, household_id, currency, partition, run_id
);

-- Whose money it was that a wallet spent: a month's shops, and the line and month of the lots drawn there.
ALTER TABLE buyers
ADD COLUMN budget_line_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
ADD COLUMN benefit_month date NOT NULL DEFAULT '2000-01-01' CHECK (extract(DAY FROM benefit_month) = 1);
-- squawk-ignore ban-drop-constraint
ALTER TABLE buyers DROP CONSTRAINT buyers_pkey;
-- squawk-ignore constraint-missing-not-valid, adding-serial-primary-key-field
ALTER TABLE buyers ADD PRIMARY KEY (
    municipality_id, month, merchant_id, wallet_id, programme, currency, partition, budget_line_id, benefit_month
);
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX buyers_line ON buyers (municipality_id, budget_line_id);

-- What a pot added to a payment counts with the draw that came first.
ALTER TABLE draws
ADD COLUMN bonus_minor bigint NOT NULL DEFAULT 0,
ADD COLUMN bonus_refunded_minor bigint NOT NULL DEFAULT 0;

ALTER TABLE respent_draws
ADD COLUMN payee_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
-- squawk-ignore ban-drop-constraint
ALTER TABLE respent_draws DROP CONSTRAINT respent_draws_pkey;
-- squawk-ignore constraint-missing-not-valid, adding-serial-primary-key-field
ALTER TABLE respent_draws ADD PRIMARY KEY (
    municipality_id, budget_line_id, benefit_month, settlement_date, payer_id, currency, hop, partition, payee_id
);

-- Where tills are: a shop is where its newest till is.
CREATE TABLE tills (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    till_id uuid NOT NULL,
    sequence bigint NOT NULL,
    merchant_id uuid NOT NULL,
    area text,
    PRIMARY KEY (municipality_id, till_id, sequence)
);
SELECT koinon.read_model('tills');
CREATE INDEX tills_merchant ON tills (municipality_id, merchant_id);

CREATE OR REPLACE VIEW merchants WITH (security_invoker = true) AS
SELECT DISTINCT ON (municipality_id, merchant_id)
    municipality_id,
    merchant_id,
    trade_name,
    kind,
    legal_form,
    enterprise_id,
    (
        SELECT t.area FROM tills AS t
        WHERE t.municipality_id = merchant_changes.municipality_id AND t.merchant_id = merchant_changes.merchant_id
        ORDER BY t.till_id DESC, t.sequence DESC LIMIT 1
    ) AS area
FROM merchant_changes
WHERE state = 'accepted'
ORDER BY municipality_id, merchant_id, sequence DESC;
