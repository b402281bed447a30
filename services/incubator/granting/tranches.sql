-- name: insert_tranche
-- Returns no row when the milestone's tranche was released.
INSERT INTO tranches (
    id, award_id, milestone_id, merchant_id, amount_minor, state, payee_check_id, checked_by, released_at, released_by
)
VALUES ($1, $2, $3, $4, $5, 'released', $6, $7, $8, $9)
ON CONFLICT (municipality_id, milestone_id) DO NOTHING
RETURNING
    id, version, award_id, milestone_id, merchant_id, amount_minor, state, payee_check_id, payout_id, reason_code,
    released_at, released_by;

-- name: select_tranche
SELECT
    id, version, award_id, milestone_id, merchant_id, amount_minor, state, payee_check_id, payout_id, reason_code,
    released_at, released_by
FROM tranches
WHERE id = $1;

-- name: select_tranches
SELECT
    id, version, award_id, milestone_id, merchant_id, amount_minor, state, payee_check_id, payout_id, reason_code,
    released_at, released_by
FROM tranches
WHERE award_id = $1
ORDER BY id;

-- name: select_of_payout
SELECT
    id, version, award_id, milestone_id, merchant_id, amount_minor, state, payee_check_id, payout_id, reason_code,
    released_at, released_by
FROM tranches
WHERE payout_id = $1
ORDER BY id;

-- name: update_state
UPDATE tranches SET state = $2, payout_id = $3, reason_code = $4, version = version + 1
WHERE id = $1;
