-- name: insert_payee_check
INSERT INTO payee_checks (id, award_id, merchant_id, method, checked_on, checked_by)
VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id, award_id, merchant_id, method, checked_on, checked_by;

-- name: select_payee_check
SELECT id, award_id, merchant_id, method, checked_on, checked_by FROM payee_checks
WHERE id = $1;

-- name: select_payee_checks
SELECT id, award_id, merchant_id, method, checked_on, checked_by FROM payee_checks
WHERE award_id = $1
ORDER BY id;

-- name: select_merchant
-- The enterprise of the awarded application, else one of the recipient's.
SELECT merchant_id FROM enterprises
WHERE founder_id = $2 AND merchant_id IS NOT NULL
ORDER BY application_id = $1 DESC, id
LIMIT 1;
