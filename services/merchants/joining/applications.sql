-- name: insert_merchant
-- Returns no row when a merchant with this registration number is there and has not left.
INSERT INTO merchants (
    id, trade_name, kind, legal_form, country, registration_number, register_entry, categories, activities, currency,
    owner_id, status, applied_by, applied_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'applied', $12, $13)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: insert_enterprise
-- Returns no row when the enterprise, or its registration number, is a merchant's already.
INSERT INTO merchants (
    id, trade_name, kind, legal_form, country, registration_number, categories, currency, owner_id, enterprise_id,
    status, applied_by, applied_at, verified_by, verified_at
) VALUES ($1, $2, 'social_enterprise', $3, $4, $5, $6, $7, $8, $9, 'verified', $10, $11, $10, $11)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: correct_merchant
UPDATE merchants
SET trade_name = $2, legal_form = $3, register_entry = $4, categories = $5, activities = $6, version = version + 1
WHERE id = $1;

-- name: verify_merchant
UPDATE merchants SET status = $2, verified_by = $3, verified_at = $4, version = version + 1 WHERE id = $1;
