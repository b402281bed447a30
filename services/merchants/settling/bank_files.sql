-- name: let_lapse
-- A new proposal was possible only because the one before was not decided in time.
UPDATE bank_files SET status = 'lapsed', version = version + 1 WHERE status = 'proposed';

-- name: insert_bank_file
INSERT INTO bank_files (
    id, settlement_date, currency, execution_date, payouts_count, total_minor, status,
    proposal_id, payload_hash, proposed_at
) VALUES ($1, $2, $3, $4, $5, $6, 'proposed', $7, $8, $9);

-- name: select_bank_file
SELECT * FROM bank_files WHERE id = $1;

-- name: lock_bank_file
SELECT id FROM bank_files WHERE id = $1 FOR UPDATE;

-- name: select_bank_files
SELECT * FROM bank_files WHERE ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2;

-- name: insert_payouts
INSERT INTO payouts (id, bank_file_id, currency, merchant_id, bank_account_id, amount_minor, status)
SELECT new.id, $1, $2, new.merchant_id, new.bank_account_id, new.amount_minor, 'instructed'
FROM unnest($3::uuid [], $4::uuid [], $5::uuid [], $6::bigint [])
AS new (id, merchant_id, bank_account_id, amount_minor);

-- name: write_bank_file
UPDATE bank_files SET status = $2, written_at = $3, sha256 = $4, content_id = $5, version = version + 1 WHERE id = $1;

-- name: change_status
UPDATE bank_files SET status = $2, version = version + 1 WHERE id = $1;
