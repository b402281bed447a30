-- name: insert_order
INSERT INTO service_orders (
    id, public_body, title, category, currency, value_minor, due_on, tender_number, budget_line_id, funds, state,
    published_at, published_by
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, CASE WHEN $9::uuid IS NOT NULL THEN 'asked' END, 'published', $10, $11);

-- name: select_order
SELECT
    id, version, public_body, title, category, currency, value_minor, due_on, tender_number, state, enterprise_id,
    delivery_reference, delivery_sha256, invoice_number, invoiced_minor, payment_reference, paid_on,
    budget_line_id, funds, refused_for, credited_at, payout_id, reason_code, offered_at, offered_by, approved_by,
    paid_by
FROM service_orders
WHERE id = $1;

-- name: lock_order
SELECT FROM service_orders
WHERE id = $1
FOR UPDATE;

-- name: select_orders
SELECT
    id, version, public_body, title, category, currency, value_minor, due_on, tender_number, state, enterprise_id,
    delivery_reference, delivery_sha256, invoice_number, invoiced_minor, payment_reference, paid_on,
    budget_line_id, funds, refused_for, credited_at, payout_id, reason_code, offered_at, offered_by, approved_by,
    paid_by
FROM service_orders
WHERE
    ($1::text IS NULL OR state = $1)
    AND ($2::uuid IS NULL OR enterprise_id IN (SELECT own.id FROM enterprises AS own WHERE own.founder_id = $2))
    AND ($3::uuid IS NULL OR id > $3)
ORDER BY id
LIMIT $4;

-- name: update_offered
UPDATE service_orders
SET state = 'offered', enterprise_id = $2, offered_at = $3, offered_by = $4, version = version + 1
WHERE id = $1;

-- name: update_accepted
-- Also what was sent back: it is shown anew.
UPDATE service_orders
SET state = 'accepted', delivery_reference = NULL, delivery_sha256 = NULL, version = version + 1
WHERE id = $1;

-- name: update_declined
UPDATE service_orders
SET state = 'published', enterprise_id = NULL, offered_at = NULL, offered_by = NULL, version = version + 1
WHERE id = $1;

-- name: update_delivered
UPDATE service_orders
SET state = 'delivered', delivery_reference = $2, delivery_sha256 = $3, version = version + 1
WHERE id = $1;

-- name: update_approved
UPDATE service_orders SET state = 'approved', approved_by = $2, version = version + 1
WHERE id = $1;

-- name: update_cancelled
UPDATE service_orders SET state = 'cancelled', version = version + 1
WHERE id = $1;
