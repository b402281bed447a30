-- name: find_grant
-- Who decided about which person as the holder.
SELECT granted_to, imported_decision_id FROM memberships WHERE id = $1;
