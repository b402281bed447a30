-- name: update_invoiced
UPDATE service_orders SET state = 'invoiced', invoice_number = $2, invoiced_minor = $3, version = version + 1
WHERE id = $1;

-- name: update_paid
UPDATE service_orders
SET state = 'paid', payment_reference = $2, paid_on = $3, paid_by = $4, version = version + 1
WHERE id = $1;

-- name: update_paying
UPDATE service_orders SET state = 'paying', paid_by = $2, version = version + 1
WHERE id = $1;

-- name: select_among
SELECT id FROM service_orders
WHERE id = ANY($1::uuid [])
ORDER BY id;

-- name: update_funds
UPDATE service_orders
SET
    funds = CASE WHEN $2::text IS NULL THEN 'set_aside' ELSE 'refused' END, refused_for = $2, version = version + 1
WHERE id = $1;

-- name: update_credited
UPDATE service_orders SET credited_at = $2, version = version + 1
WHERE id = $1;

-- name: update_payout
UPDATE service_orders SET payout_id = $2, version = version + 1
WHERE id = $1;

-- name: select_of_payout
SELECT id FROM service_orders
WHERE payout_id = $1
ORDER BY id;

-- name: update_state
UPDATE service_orders SET state = $2, paid_on = $3, reason_code = $4, version = version + 1
WHERE id = $1;
