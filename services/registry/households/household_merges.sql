-- name: protect_merged
UPDATE households SET protected_for = $2 WHERE id = $1;
