-- name: add_movements
-- A sale that was told twice under two ids of events is one movement: the day's comparison names it.
INSERT INTO till_movements (
    municipality_id, settlement_date, id, payment_id, wallet_id, merchant_id, till_id, currency, amount_minor,
    is_refund, is_cash, happened_at
)
SELECT
    municipality_id, settlement_date, id, payment_id, wallet_id, merchant_id, till_id, currency, amount_minor,
    is_refund, is_cash, happened_at
FROM unnest($1::till_movement_row[])
ON CONFLICT DO NOTHING;
