-- name: select_account
SELECT staff_id
FROM provider_accounts
WHERE municipality_id = $1 AND issuer = $2 AND subject = $3;

-- name: insert_account
INSERT INTO provider_accounts (issuer, subject, staff_id) VALUES ($1, $2, $3);
