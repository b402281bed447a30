-- name: set_protection
UPDATE households SET protected_for = $2 WHERE id = $1;
