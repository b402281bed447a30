-- Rows that are written in lists, as `koinon.outbox_row` says: the ledger's, those of sales, and those of runs.
CREATE TYPE transfer_row AS (
    id uuid,
    kind text,
    subject_id uuid,
    settlement_date date,
    posted_at timestamptz,
    municipality_id uuid
);
CREATE TYPE entry_row AS (
    transfer_id uuid,
    wallet_id uuid,
    currency text,
    amount_minor bigint,
    balance_minor bigint,
    programme text,
    budget_line_id uuid,
    month date,
    municipality_id uuid
);
CREATE TYPE payment_row AS (
    id uuid,
    municipality_id uuid,
    till_id uuid,
    merchant_id uuid,
    idempotency_key text,
    fingerprint bytea,
    card_id uuid,
    wallet_id uuid,
    status text,
    decline_code text,
    currency text,
    category text,
    requested_minor bigint,
    amount_minor bigint,
    bonus_minor bigint,
    remainder_minor bigint,
    balance_minor bigint,
    next_expiry_on date,
    next_expiry_minor bigint,
    offer_id uuid,
    transfer_id uuid,
    settlement_date date,
    decision text,
    paid_at timestamptz,
    cash boolean,
    discount_minor bigint,
    discount_offer_id uuid,
    cashier_id uuid,
    till_period int
);
CREATE TYPE draw_row AS (
    payment_id uuid,
    lot_id uuid,
    municipality_id uuid,
    place int,
    amount_minor bigint
);
CREATE TYPE credited_lot_row AS (
    id uuid,
    wallet_id uuid,
    run_line_id uuid,
    month date,
    amount_minor bigint
);
