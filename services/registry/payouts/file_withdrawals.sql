-- name: propose_withdrawal
UPDATE bank_files SET withdrawal_id = $2, version = version + 1 WHERE id = $1;

-- name: free_refused
UPDATE account_shares SET status = 'open', reason = NULL, version = version + 1
WHERE transfer_id = ANY($1::uuid []) AND status = 'rejected';
