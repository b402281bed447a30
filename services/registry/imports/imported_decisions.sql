-- name: find_reference
SELECT id FROM imported_decisions WHERE programme = $1 AND reference = $2 AND state <> 'rejected';

-- name: insert_decision
-- A second decision with the reference returns no row.
INSERT INTO imported_decisions (
    id, import_id, household_id, holder_id, programme, reference, key_version, sealed_reference, applied_on, currency,
    monthly_amount_minor, card_share_minor, account_share_minor, starts_on, ends_on, declared, state, proposal_id,
    recorded_by, recorded_at
)
VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'proposed', $17, $18, $19
)
ON CONFLICT (municipality_id, programme, reference) WHERE state <> 'rejected' DO NOTHING
RETURNING id;

-- name: lock_decision
SELECT id FROM imported_decisions WHERE id = $1 FOR UPDATE;

-- name: find_decision
SELECT
    d.id, d.version, d.import_id, d.household_id, d.holder_id, d.programme, d.applied_on, d.currency,
    d.monthly_amount_minor, d.card_share_minor, d.account_share_minor, d.starts_on, d.ends_on, d.declared, d.state,
    d.proposal_id, p.payload_hash, d.recorded_by, d.recorded_at, d.confirmed_by, d.confirmed_at, m.id AS membership_id
FROM imported_decisions AS d
LEFT JOIN proposals AS p ON d.proposal_id = p.id
LEFT JOIN memberships AS m ON d.id = m.imported_decision_id
WHERE d.id = $1;

-- name: list_decisions
SELECT
    d.id, d.version, d.import_id, d.household_id, d.holder_id, d.programme, d.applied_on, d.currency,
    d.monthly_amount_minor, d.card_share_minor, d.account_share_minor, d.starts_on, d.ends_on, d.declared, d.state,
    d.proposal_id, p.payload_hash, d.recorded_by, d.recorded_at, d.confirmed_by, d.confirmed_at, m.id AS membership_id
FROM imported_decisions AS d
LEFT JOIN proposals AS p ON d.proposal_id = p.id
LEFT JOIN memberships AS m ON d.id = m.imported_decision_id
WHERE
    ($1::uuid IS NULL OR d.id > $1)
    AND ($2::text IS NULL OR d.state = $2)
    AND ($3::uuid IS NULL OR d.household_id = $3)
ORDER BY d.id
LIMIT $4;

-- name: select_sealed
SELECT key_version, sealed_reference FROM imported_decisions WHERE id = $1;

-- name: confirm_decision
UPDATE imported_decisions SET state = 'confirmed', confirmed_by = $2, confirmed_at = $3, version = version + 1
WHERE id = $1;

-- name: reject_decision
UPDATE imported_decisions SET state = $2, version = version + 1 WHERE id = $1;
