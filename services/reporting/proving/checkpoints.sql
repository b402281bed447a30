-- name: add_checkpoints
INSERT INTO checkpoints (id, municipality_id, size, root, note, verifier_key, sealed_at)
SELECT id, municipality_id, size, root, note, verifier_key, sealed_at
FROM json_to_recordset($1::json) AS heard (
    id uuid,
    municipality_id uuid,
    size bigint,
    root text,
    note text,
    verifier_key text,
    sealed_at timestamptz
);

-- name: checkpoints
-- Newest first; an id is of version 7, so the one seen last is the cursor.
SELECT id, size, root, sealed_at, note AS checkpoint, verifier_key FROM checkpoints
WHERE municipality_id = $1 AND ($2::uuid IS NULL OR id < $2)
ORDER BY id DESC
LIMIT $3;

-- name: of_size
SELECT id, size, root, sealed_at, note AS checkpoint, verifier_key FROM checkpoints
WHERE municipality_id = $1 AND size = $2
ORDER BY id;

-- name: latest
SELECT id, size, root, sealed_at, note AS checkpoint, verifier_key FROM checkpoints
WHERE municipality_id = $1
ORDER BY size DESC, id DESC
LIMIT 1;

-- name: last_of_days
SELECT DISTINCT ON ((sealed_at AT TIME ZONE 'UTC')::date)
    id, size, root, sealed_at, note AS checkpoint, verifier_key
FROM checkpoints
WHERE municipality_id = $1 AND sealed_at >= $2
ORDER BY (sealed_at AT TIME ZONE 'UTC')::date DESC, size DESC;

-- name: keys
SELECT verifier_key, min(sealed_at) AS first_used_at, max(sealed_at) AS last_used_at, count(*) AS checkpoints
FROM checkpoints
WHERE municipality_id = $1
GROUP BY verifier_key
ORDER BY first_used_at;

-- name: told_twice
-- Sizes over which two different roots were signed.
SELECT size FROM checkpoints WHERE municipality_id = $1 GROUP BY size HAVING count(DISTINCT root) > 1 ORDER BY size
LIMIT 100;
