-- name: insert_factor
-- One that works already is not begun anew: it is taken away first, by two administrators.
INSERT INTO second_factors (staff_id, begun_at) VALUES ($1, $2)
ON CONFLICT (staff_id) DO NOTHING
RETURNING staff_id;

-- name: is_confirmed
SELECT exists(SELECT 1 FROM second_factors WHERE staff_id = $1 AND confirmed_at IS NOT NULL);

-- name: confirm_factor
UPDATE second_factors SET confirmed_at = $2, last_step = $3
WHERE staff_id = $1 AND confirmed_at IS NULL;

-- name: use_step
-- A code that was used, or one from before it, returns no row.
UPDATE second_factors SET last_step = $2
WHERE staff_id = $1 AND confirmed_at IS NOT NULL AND last_step < $2
RETURNING staff_id;

-- name: delete_factor
DELETE FROM second_factors
WHERE staff_id = $1;

-- name: insert_recovery_codes
INSERT INTO recovery_codes (staff_id, digest)
SELECT
    $1,
    made.digest
FROM unnest($2::bytea []) AS made (digest);

-- name: use_recovery_code
UPDATE recovery_codes SET used_at = $3
WHERE staff_id = $1 AND digest = $2 AND used_at IS NULL
RETURNING staff_id;

-- name: delete_recovery_codes
DELETE FROM recovery_codes
WHERE staff_id = $1;

-- name: count_recovery_codes
SELECT count(*) FROM recovery_codes
WHERE staff_id = $1 AND used_at IS NULL;
