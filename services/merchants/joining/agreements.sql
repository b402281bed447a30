-- name: insert_agreement
-- Returns no row while another one of the merchant waits for its signature.
INSERT INTO agreements (
    id, merchant_id, agreement_version, language, status, file_id, sha256, offered_by, offered_at
) VALUES ($1, $2, $3, $4, 'offered', $5, $6, $7, $8)
ON CONFLICT (merchant_id) WHERE status = 'offered' DO NOTHING
RETURNING id;

-- name: select_agreement
SELECT * FROM agreements WHERE id = $1;

-- name: select_agreements
SELECT * FROM agreements WHERE merchant_id = $1 ORDER BY id;

-- name: sign_agreement
UPDATE agreements SET status = $2, signed_how = $3, signed_on = $4, signed_by = $5, version = version + 1
WHERE id = $1;

-- name: withdraw_agreement
UPDATE agreements SET status = $2, version = version + 1 WHERE id = $1;
