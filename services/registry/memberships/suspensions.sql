-- name: insert_suspension
INSERT INTO suspensions (id, membership_id, reason, suspended_on, suspended_at, suspended_by)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: lift_suspension
UPDATE suspensions
SET lifted_on = $2, lifted_reason = $3, lift_proposed_by = $4, lifted_by = $5, arrears = $6
WHERE membership_id = $1 AND lifted_on IS NULL;

-- name: find_suspensions
SELECT
    id, membership_id, reason, suspended_on, suspended_at, suspended_by, lifted_on, lifted_reason, lift_proposed_by,
    lifted_by, coalesce(arrears, '{}') AS arrears
FROM suspensions WHERE membership_id = $1
ORDER BY id;
