-- name: lock_person
SELECT version, died_on FROM persons WHERE id = $1 AND erased_at IS NULL FOR UPDATE;

-- name: record_death
UPDATE persons SET died_on = $2, version = version + 1 WHERE id = $1;
