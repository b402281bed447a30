-- name: claim
-- The lock tells a request that is still in flight; the row, one that was carried out.
SELECT pg_try_advisory_xact_lock(
    hashtextextended(concat_ws(' ', koinon.municipality(), $1::uuid, $2::text, $3::text), 0)
) AS claimed;

-- name: find
SELECT fingerprint, resource_id FROM idempotency_keys WHERE actor_id = $1 AND route = $2 AND key = $3;

-- name: record
INSERT INTO idempotency_keys (actor_id, route, key, fingerprint, resource_id, created_at, kept)
VALUES (
    $1, $2, $3, $4, $5, $6, $7
);
