-- name: insert_debtor_account
INSERT INTO debtor_accounts (id, programme, currency, name, iban, bic, status, entered_by, entered_at)
VALUES ($1, $2, $3, $4, $5, $6, 'entered', $7, $8);

-- name: find_debtor_account
SELECT
    id, version, programme, currency, name, iban, bic, status, entered_by, entered_at, checked_by, checked_at
FROM debtor_accounts WHERE id = $1;

-- name: lock_debtor_account
SELECT
    id, version, programme, currency, name, iban, bic, status, entered_by, entered_at, checked_by, checked_at
FROM debtor_accounts WHERE id = $1 FOR UPDATE;

-- name: list_debtor_accounts
SELECT
    id, version, programme, currency, name, iban, bic, status, entered_by, entered_at, checked_by, checked_at
FROM debtor_accounts
WHERE $1::uuid IS NULL OR id > $1
ORDER BY id
LIMIT $2;

-- name: close_verified
UPDATE debtor_accounts SET status = 'closed', version = version + 1
WHERE programme = $1 AND currency = $2 AND status = 'verified';

-- name: check_debtor_account
UPDATE debtor_accounts SET status = $2, checked_by = $3, checked_at = $4, version = version + 1 WHERE id = $1;
