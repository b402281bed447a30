-- Every sale and refund by itself goes as a row, as what is summed does.
CREATE TYPE till_movement_row AS (
    municipality_id uuid,
    settlement_date date,
    id uuid,
    payment_id uuid,
    wallet_id uuid,
    merchant_id uuid,
    till_id uuid,
    currency text,
    amount_minor bigint,
    is_refund boolean,
    is_cash boolean,
    happened_at timestamptz
);
