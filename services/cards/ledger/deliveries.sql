-- name: undelivered_size
-- No row when the newest checkpoint was delivered before.
SELECT c.size FROM ledger_checkpoints AS c
INNER JOIN ledger_trees AS t ON c.municipality_id = t.municipality_id
WHERE c.municipality_id = $1 AND c.size > t.delivered_size
ORDER BY c.size DESC
LIMIT 1;

-- name: note_delivery
UPDATE ledger_trees SET delivered_size = $2 WHERE municipality_id = $1;
