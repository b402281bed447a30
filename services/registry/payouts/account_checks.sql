-- name: verify_account
-- The account may be verified again, by another person too, until the share is reopened.
INSERT INTO account_checks (transfer_id, verified_by, verified_at) VALUES ($1, $2, $3)
ON CONFLICT (transfer_id) DO UPDATE SET verified_by = excluded.verified_by, verified_at = excluded.verified_at;

-- name: reopen_check
UPDATE account_checks SET reopened_by = $2, reopened_at = $3 WHERE transfer_id = $1;
