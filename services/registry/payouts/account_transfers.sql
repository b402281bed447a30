-- name: insert_transfers
INSERT INTO account_transfers (id, bank_file_id, account_share_id, payee_id, amount_minor, state)
SELECT new.id, $1, new.account_share_id, new.payee_id, new.amount_minor, 'planned'
FROM unnest($2::uuid [], $3::uuid [], $4::uuid [], $5::bigint [])
AS new (id, account_share_id, payee_id, amount_minor);

-- name: lock_transfers
SELECT
    id, bank_file_id, account_share_id, payee_id, amount_minor, state, reason, paid_on, paid_reference,
    returned_on, returned_reference
FROM account_transfers
WHERE id = ANY($1::uuid [])
ORDER BY id
FOR UPDATE;

-- name: select_transfers_of_file
SELECT
    id, bank_file_id, account_share_id, payee_id, amount_minor, state, reason, paid_on, paid_reference,
    returned_on, returned_reference
FROM account_transfers
WHERE bank_file_id = $1
ORDER BY id
FOR UPDATE;

-- name: select_transfers_of_share
SELECT
    id, bank_file_id, account_share_id, payee_id, amount_minor, state, reason, paid_on, paid_reference,
    returned_on, returned_reference
FROM account_transfers
WHERE account_share_id = $1
ORDER BY id;

-- name: move_transfers
UPDATE account_transfers SET state = $2 WHERE id = ANY($1::uuid []);

-- name: instruct_shares
UPDATE account_shares AS s
SET status = 'instructed', transfer_id = t.id, blocked_by = NULL, reason = NULL, version = s.version + 1
FROM account_transfers AS t
WHERE t.id = ANY($1::uuid []) AND s.id = t.account_share_id;

-- name: free_shares
-- A share that was only planned is open still.
UPDATE account_shares AS s
SET status = 'open', version = s.version + 1
FROM account_transfers AS t
WHERE t.id = ANY($1::uuid []) AND s.id = t.account_share_id AND s.status = 'instructed';

-- name: pay_transfers
UPDATE account_transfers AS t
SET state = 'paid', paid_on = settled.day, paid_reference = settled.reference
FROM unnest($1::uuid [], $2::date [], $3::text []) AS settled (id, day, reference)
WHERE t.id = settled.id;

-- name: reject_transfers
UPDATE account_transfers AS t
SET state = 'rejected', reason = settled.reason
FROM unnest($1::uuid [], $2::text []) AS settled (id, reason)
WHERE t.id = settled.id;

-- name: return_transfers
UPDATE account_transfers AS t
SET state = 'returned', reason = settled.reason, returned_on = settled.day, returned_reference = settled.reference
FROM unnest($1::uuid [], $2::text [], $3::date [], $4::text []) AS settled (id, reason, day, reference)
WHERE t.id = settled.id;

-- name: settle_shares
UPDATE account_shares AS s
SET status = t.state, reason = t.reason, version = s.version + 1
FROM account_transfers AS t
WHERE t.id = ANY($1::uuid []) AND s.id = t.account_share_id AND s.transfer_id = t.id;

-- name: select_contexts
SELECT
    t.id AS transfer_id,
    t.bank_file_id,
    t.payee_id,
    s.id AS share_id,
    s.membership_id,
    s.household_id,
    s.amount_minor,
    r.id AS run_id,
    r.payout_id,
    r.programme,
    r.budget_line_id,
    s.month,
    r.currency
FROM account_transfers AS t
INNER JOIN account_shares AS s ON t.account_share_id = s.id
INNER JOIN account_share_runs AS r ON s.run_id = r.id
WHERE t.id = ANY($1::uuid [])
ORDER BY t.id;

-- name: list_transfers
SELECT
    id, bank_file_id, account_share_id, payee_id, amount_minor, state, reason, paid_on, paid_reference,
    returned_on, returned_reference
FROM account_transfers
WHERE bank_file_id = $1 AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;
