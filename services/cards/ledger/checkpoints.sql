-- name: insert_checkpoint
INSERT INTO ledger_checkpoints (id, municipality_id, size, root, note, sealed_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: latest
SELECT id, size, root, note, sealed_at FROM ledger_checkpoints WHERE municipality_id = $1 ORDER BY size DESC LIMIT 1;

-- name: of_size
SELECT id, size, root, note, sealed_at FROM ledger_checkpoints WHERE municipality_id = $1 AND size = $2;

-- name: last_of_each_day
SELECT DISTINCT ON ((sealed_at AT TIME ZONE 'UTC')::date) id, size, root, note, sealed_at
FROM ledger_checkpoints
WHERE municipality_id = $1
ORDER BY (sealed_at AT TIME ZONE 'UTC')::date, size DESC;
