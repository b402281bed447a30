-- name: select_contacts
SELECT contact_id FROM merchants WHERE id = $1 AND contact_id IS NOT NULL
UNION ALL
SELECT contact_id FROM former_contacts WHERE merchant_id = $1 AND forgotten_at IS NULL;

-- name: insert_former
INSERT INTO former_contacts (contact_id, merchant_id, forget_from) VALUES ($1, $2, $3);

-- name: lock_due
SELECT contact_id
FROM former_contacts
WHERE forgotten_at IS NULL AND forget_from <= $1
ORDER BY contact_id
LIMIT 100
FOR UPDATE SKIP LOCKED;

-- name: mark_forgotten
UPDATE former_contacts SET forgotten_at = $2 WHERE contact_id = $1;
