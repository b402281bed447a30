-- name: insert_charge
INSERT INTO adjustments (id, merchant_id, currency, kind, charge_id, payment_id, amount_minor, arose_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
