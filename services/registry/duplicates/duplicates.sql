-- name: find_duplicate
SELECT
    id, version, first_id, second_id, score, reasons, state, suspected_at, resolved_at, resolved_by, proposed_by,
    survivor_id
FROM duplicates WHERE id = $1;

-- name: lock_duplicate
SELECT
    id, version, first_id, second_id, score, reasons, state, suspected_at, resolved_at, resolved_by, proposed_by,
    survivor_id
FROM duplicates WHERE id = $1 FOR UPDATE;

-- name: list_duplicates
SELECT
    id, version, first_id, second_id, score, reasons, state, suspected_at, resolved_at, resolved_by, proposed_by,
    survivor_id
FROM duplicates
WHERE
    ($1::uuid IS NULL OR id > $1)
    AND ($2::text IS NULL OR state = $2)
    AND ($3::uuid IS NULL OR first_id = $3 OR second_id = $3)
ORDER BY id
LIMIT $4;

-- name: resolve
UPDATE duplicates
SET state = $2, resolved_at = $3, resolved_by = $4, proposed_by = $5, survivor_id = $6, version = version + 1
WHERE id = $1;
