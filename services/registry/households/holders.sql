-- name: change_holder_of_rights
-- Whoever holds the household is paid its running rights.
UPDATE memberships SET holder_id = $2, version = version + 1 WHERE household_id = $1 AND state <> 'exited';
