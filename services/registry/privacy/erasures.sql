-- name: mark_erased_again
-- The row of somebody whose hold came back with the backup is left; the key is gone all the same.
UPDATE persons AS p SET erased_at = e.erased_at, version = version + 1
FROM unnest($1::uuid[], $2::timestamptz[]) AS e (id, erased_at)
WHERE p.id = e.id AND p.erased_at IS NULL AND NOT is_held(p.id)
RETURNING p.id;
