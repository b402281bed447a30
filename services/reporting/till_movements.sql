-- name: add_movements
-- A sale that was told twice under two ids of events is one movement: the day's comparison names it.
INSERT INTO till_movements (
    municipality_id, settlement_date, id, payment_id, wallet_id, merchant_id, till_id, currency, amount_minor,
    is_refund, is_cash, happened_at
)
SELECT *
FROM unnest(
    $1::uuid[], $2::date[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::bigint[],
    $10::boolean[], $11::boolean[], $12::timestamptz[]
)
ON CONFLICT DO NOTHING;
