-- name: verify_accounts
UPDATE bank_accounts SET status = 'verified', checked_by = $1, checked_at = $2, usable_from = '2026-01-01';
