-- name: close_household
UPDATE households SET closed_on = $2, closed_for = $3, merged_into_id = $4, version = version + 1 WHERE id = $1;

-- name: undecided_applications
SELECT id, version FROM applications
WHERE household_id = $1 AND state IN ('draft', 'submitted', 'in_review', 'info_requested', 'recommended')
ORDER BY id
FOR UPDATE;
