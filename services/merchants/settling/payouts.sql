-- name: select_payouts
SELECT p.*, f.settlement_date, f.execution_date
FROM payouts AS p
INNER JOIN bank_files AS f ON p.bank_file_id = f.id
WHERE
    ($1::uuid IS NULL OR p.merchant_id = $1)
    AND ($2::uuid IS NULL OR p.bank_file_id = $2)
    AND ($3::text IS NULL OR p.status = $3)
    AND ($4::uuid IS NULL OR EXISTS (SELECT FROM merchants AS m WHERE m.id = p.merchant_id AND m.owner_id = $4))
    AND ($5::uuid IS NULL OR p.id > $5)
ORDER BY p.id
LIMIT $6;

-- name: select_payout
SELECT p.*, f.settlement_date, f.execution_date
FROM payouts AS p
INNER JOIN bank_files AS f ON p.bank_file_id = f.id
WHERE p.id = $1;

-- name: lock_known
SELECT *
FROM payouts
WHERE bank_file_id = ANY($1::uuid []) OR bank_file_id IN (SELECT bank_file_id FROM payouts WHERE id = ANY($1::uuid []))
ORDER BY id
FOR UPDATE;

-- name: pay
UPDATE payouts SET status = 'paid', paid_on = $2, paid_reference = $3, version = version + 1
WHERE id = ANY($1::uuid []);

-- name: take_back
UPDATE payouts
SET status = 'returned', returned_on = $2, returned_reference = $3, returned_reason = $4, version = version + 1
WHERE id = ANY($1::uuid []);

-- name: follow_payouts
UPDATE batches SET status = $2, version = version + 1 WHERE payout_id = ANY($1::uuid []);

-- name: insert_adjustments
INSERT INTO adjustments (id, merchant_id, currency, kind, returned_payout_id, amount_minor, arose_at)
SELECT new.id, p.merchant_id, p.currency, 'payout_returned', p.id, p.amount_minor, $3
FROM unnest($1::uuid [], $2::uuid []) AS new (id, payout_id)
INNER JOIN payouts AS p ON new.payout_id = p.id;

-- name: refuse_accounts
UPDATE bank_accounts SET refused_at = $2, version = version + 1
WHERE id IN (SELECT bank_account_id FROM payouts WHERE id = ANY($1::uuid [])) AND refused_at IS NULL;
