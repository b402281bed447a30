-- name: select_contact
SELECT contact_id FROM merchants WHERE id = $1;

-- name: set_contact
UPDATE merchants SET contact_id = $2, version = version + 1 WHERE id = $1;
