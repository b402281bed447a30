-- name: remember_nonces
-- The nonces that come back are new; one that was here before marks a replay. In one order, so that batches cannot deadlock.
INSERT INTO nonces (key_id, nonce, municipality_id, expires_at)
SELECT n.key_id, n.nonce, n.municipality_id, n.expires_at
FROM unnest($1::text[], $2::text[], $3::uuid[], $4::timestamptz[]) AS n (key_id, nonce, municipality_id, expires_at)
ORDER BY n.key_id, n.nonce
ON CONFLICT DO NOTHING
RETURNING key_id, nonce;

-- name: forget_nonces
DELETE FROM nonces WHERE expires_at < $1;
