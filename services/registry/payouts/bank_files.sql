-- name: lock_runs
SELECT id FROM account_share_runs WHERE id = ANY($1::uuid []) ORDER BY id FOR UPDATE;

-- name: let_lapse
UPDATE bank_files SET status = 'lapsed', version = version + 1
WHERE status = 'proposed' AND expires_at <= $1
RETURNING id;

-- name: insert_bank_file
INSERT INTO bank_files (
    id, debtor_account_id, programme, currency, run_ids, execution_date, transfers_count, total_minor, status,
    proposal_id, expires_at, sha256, content_id, prepared_by, prepared_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'proposed', $9, $10, $11, $12, $13, $14);

-- name: find_bank_file
SELECT
    f.id, f.version, f.debtor_account_id, f.programme, f.currency, f.run_ids, f.execution_date, f.transfers_count,
    f.total_minor, f.status, f.sha256, f.proposal_id, f.expires_at, f.prepared_by, f.prepared_at, f.approved_by,
    f.approved_at, f.sent_by, f.sent_at, f.withdrawal_id, p.payload_hash AS withdrawal_hash,
    p.maker_id AS withdrawal_proposed_by, p.expires_at AS withdrawal_expires_at, f.content_id,
    (
        SELECT count(*) FROM account_shares AS s
        WHERE
            s.run_id = ANY(f.run_ids) AND s.status = 'open' AND NOT EXISTS (
                SELECT FROM account_transfers AS t
                WHERE t.account_share_id = s.id AND t.state IN ('planned', 'instructed', 'paid')
            )
    ) AS left_open
FROM bank_files AS f
LEFT JOIN proposals AS p ON f.withdrawal_id = p.id
WHERE f.id = $1;

-- name: list_bank_files
SELECT
    f.id, f.version, f.debtor_account_id, f.programme, f.currency, f.run_ids, f.execution_date, f.transfers_count,
    f.total_minor, f.status, f.sha256, f.proposal_id, f.expires_at, f.prepared_by, f.prepared_at, f.approved_by,
    f.approved_at, f.sent_by, f.sent_at, f.withdrawal_id, p.payload_hash AS withdrawal_hash,
    p.maker_id AS withdrawal_proposed_by, p.expires_at AS withdrawal_expires_at, f.content_id
FROM bank_files AS f
LEFT JOIN proposals AS p ON f.withdrawal_id = p.id
WHERE $1::uuid IS NULL OR f.id > $1
ORDER BY f.id
LIMIT $2;

-- name: lock_bank_file
SELECT id FROM bank_files WHERE id = $1 FOR UPDATE;

-- name: approve_bank_file
UPDATE bank_files SET status = $2, approved_by = $3, approved_at = $4, version = version + 1 WHERE id = $1;

-- name: send_bank_file
UPDATE bank_files SET status = $2, sent_by = $3, sent_at = $4, version = version + 1 WHERE id = $1;

-- name: set_file_status
UPDATE bank_files SET status = $2, version = version + 1 WHERE id = $1;
