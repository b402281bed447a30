-- name: payment_of_sale
SELECT id, fingerprint FROM payments WHERE till_id = $1 AND idempotency_key = $2;
