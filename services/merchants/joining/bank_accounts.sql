-- name: insert_bank_account
-- Returns no row while another account of the merchant waits to be checked.
INSERT INTO bank_accounts (id, merchant_id, country, status, entered_by, entered_at)
VALUES ($1, $2, $3, 'entered', $4, $5)
ON CONFLICT (merchant_id) WHERE status = 'entered' DO NOTHING
RETURNING id;

-- name: select_bank_account
SELECT * FROM bank_accounts WHERE id = $1;

-- name: lock_bank_account
-- The merchant too: two accounts checked at once must not both be taken for the first.
SELECT m.id FROM merchants AS m WHERE m.id = (SELECT merchant_id FROM bank_accounts WHERE id = $1) FOR UPDATE;

-- name: select_bank_accounts
SELECT * FROM bank_accounts WHERE merchant_id = $1 ORDER BY id;

-- name: check_bank_account
UPDATE bank_accounts
SET status = $2, checked_by = $3, checked_at = $4, usable_from = $5, version = version + 1
WHERE id = $1;

-- name: has_verified
SELECT EXISTS (SELECT FROM bank_accounts WHERE merchant_id = $1 AND status = 'verified');

-- name: select_usable
-- The account verified last, of those whose cooling period is over.
SELECT DISTINCT ON (merchant_id) merchant_id, id
FROM bank_accounts
WHERE merchant_id = ANY($1::uuid []) AND status = 'verified' AND usable_from <= $2 AND refused_at IS NULL
ORDER BY merchant_id ASC, usable_from DESC, id DESC;

-- name: stop_bank_account
UPDATE bank_accounts
SET status = 'rejected', usable_from = NULL, stopped_by = $2, stopped_at = $3, version = version + 1
WHERE id = $1;
