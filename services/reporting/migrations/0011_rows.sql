-- What is heard by the million comes in lists of rows, as `koinon.inbox_row` does.
CREATE TYPE benefit_row AS (
    municipality_id uuid,
    run_id uuid,
    month date,
    budget_line_id uuid,
    currency text,
    partition smallint,
    programme text,
    household_id uuid,
    credited_minor bigint,
    account_minor bigint,
    expired_minor bigint
);
CREATE TYPE credited_day_row AS (
    municipality_id uuid,
    day date,
    run_id uuid,
    currency text,
    partition smallint,
    programme text,
    credited_minor bigint,
    expired_minor bigint
);
CREATE TYPE sale_row AS (
    municipality_id uuid,
    settlement_date date,
    merchant_id uuid,
    programme text,
    currency text,
    partition smallint,
    payments_count bigint,
    requested_minor bigint,
    amount_minor bigint,
    bonus_minor bigint,
    remainder_minor bigint
);
CREATE TYPE refund_row AS (
    municipality_id uuid,
    settlement_date date,
    merchant_id uuid,
    programme text,
    currency text,
    partition smallint,
    refunds_count bigint,
    amount_minor bigint,
    bonus_minor bigint
);
CREATE TYPE draw_row AS (
    municipality_id uuid,
    budget_line_id uuid,
    month date,
    settlement_date date,
    merchant_id uuid,
    currency text,
    partition smallint,
    programme text,
    spent_minor bigint,
    refunded_minor bigint,
    cash_minor bigint,
    bonus_minor bigint,
    bonus_refunded_minor bigint
);
CREATE TYPE buyer_row AS (
    municipality_id uuid,
    month date,
    merchant_id uuid,
    wallet_id uuid,
    currency text,
    partition smallint,
    programme text,
    budget_line_id uuid,
    benefit_month date,
    bought_on date,
    payments_count bigint
);
CREATE TYPE respend_row AS (
    municipality_id uuid,
    settlement_date date,
    payer_id uuid,
    payee_id uuid,
    currency text,
    partition smallint,
    respends_count bigint,
    respent_minor bigint,
    bonus_minor bigint
);
CREATE TYPE respent_draw_row AS (
    municipality_id uuid,
    budget_line_id uuid,
    benefit_month date,
    settlement_date date,
    payer_id uuid,
    payee_id uuid,
    currency text,
    hop int,
    partition smallint,
    respent_minor bigint
);
