-- name: vacuum
-- As autovacuum does within a minute in a town that is in use.
VACUUM ANALYZE;

-- name: suspected
SELECT first_id, second_id FROM duplicates;
