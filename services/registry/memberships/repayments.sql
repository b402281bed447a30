-- name: insert_repayment
-- One receipt counts once.
INSERT INTO repayments (id, set_off_id, amount_minor, received_on, receipt, state, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, 'recorded', $6, $7)
ON CONFLICT (municipality_id, receipt) DO NOTHING
RETURNING id;

-- name: find_repayment
SELECT id, version, set_off_id, amount_minor, received_on, receipt, state, recorded_by, recorded_at, decided_by,
    decided_at
FROM repayments WHERE id = $1;

-- name: lock_repayment
SELECT id, version, set_off_id, amount_minor, received_on, receipt, state, recorded_by, recorded_at, decided_by,
    decided_at
FROM repayments WHERE id = $1 FOR UPDATE;

-- name: repayments_of_set_off
SELECT id, version, set_off_id, amount_minor, received_on, receipt, state, recorded_by, recorded_at, decided_by,
    decided_at
FROM repayments WHERE set_off_id = $1
ORDER BY id;

-- name: decide_repayment
UPDATE repayments SET state = $2, decided_by = $3, decided_at = $4, version = version + 1 WHERE id = $1;

-- name: repayments_to_confirm
SELECT id, version, set_off_id, amount_minor, received_on, receipt, state, recorded_by, recorded_at, decided_by,
    decided_at
FROM repayments
WHERE state = 'recorded' AND ($1::uuid IS NULL OR id > $1)
ORDER BY id
LIMIT $2;
