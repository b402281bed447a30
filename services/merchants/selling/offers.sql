-- name: insert_offer
INSERT INTO offers (
    id, programme, bonus_basis_points, bonus_minor_max, currency, valid_from, valid_until, merchant_kind, merchant_id,
    status, proposal_id, payload_hash, proposed_at, funded_by, categories, areas, minimum_minor,
    household_month_minor_max, stacks
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'proposed', $10, $11, $12, $13, $14, $15, $16, $17, $18);

-- name: select_offer
SELECT * FROM offers WHERE id = $1;

-- name: lock_offer
SELECT id FROM offers WHERE id = $1 FOR UPDATE;

-- name: select_offers
SELECT *
FROM offers
WHERE
    ($1::text IS NULL OR status = $1) AND ($2::uuid IS NULL OR merchant_id = $2) AND ($3::uuid IS NULL OR id > $3)
ORDER BY id
LIMIT $4;

-- name: change_status
UPDATE offers SET status = $2, ended_at = $3, version = version + 1 WHERE id = $1;
