-- name: upsert_code
-- A new code makes the one before it void.
INSERT INTO card_codes (holder_id, card_digest, digest, made_by, made_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (holder_id) DO UPDATE SET
    card_digest = excluded.card_digest,
    digest = excluded.digest,
    made_by = excluded.made_by,
    made_at = excluded.made_at,
    expires_at = excluded.expires_at,
    used_at = NULL;

-- name: use_code
-- Two browsers that send one code at once: one row is updated once.
UPDATE card_codes SET used_at = $3
WHERE card_digest = $1 AND digest = $2 AND made_at <= $3 AND expires_at > $3 AND used_at IS NULL
RETURNING holder_id;

-- name: find_code
SELECT made_at, used_at FROM card_codes
WHERE holder_id = $1 AND made_at > $2;
