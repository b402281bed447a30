-- name: end_check
UPDATE imports SET state = $2, total_minor = $3, version = version + 1 WHERE id = $1;

-- name: select_to_shred
SELECT id FROM imports WHERE ended_at < $1 AND shredded_at IS NULL
ORDER BY id
LIMIT 100;
