-- name: upsert_keys
-- Takes each subject's row, old or new, and locks it: a subject cannot be erased while something is sealed for it.
-- Two callers seal for the same subjects in one order, so they wait for each other instead of locking each other out.
INSERT INTO vault_keys (subject_id, wrapping_key, wrapped_key, created_at)
SELECT new.subject_id, $3, new.wrapped_key, $4
FROM unnest($1::uuid [], $2::bytea []) AS new (subject_id, wrapped_key)
ORDER BY new.subject_id
ON CONFLICT (municipality_id, subject_id) DO UPDATE SET version = vault_keys.version
RETURNING subject_id, version, wrapping_key, wrapped_key, erased_at;

-- name: lock_keys
-- Keys that exist already need no new one made and wrapped.
SELECT subject_id, version, wrapping_key, wrapped_key, erased_at
FROM vault_keys
WHERE subject_id = ANY($1::uuid [])
ORDER BY subject_id
FOR SHARE;

-- name: lock_keys_wrapped_by_others
-- Without order: there is no index by wrapping key, and each pass finds what the former ones left.
SELECT subject_id, wrapping_key, wrapped_key
FROM vault_keys
WHERE erased_at IS NULL AND wrapping_key <> $1
LIMIT $2
FOR UPDATE;

-- name: update_wrapped_keys
UPDATE vault_keys AS kept
SET wrapping_key = $3, wrapped_key = new.wrapped_key
FROM unnest($1::uuid [], $2::bytea []) AS new (subject_id, wrapped_key)
WHERE kept.subject_id = new.subject_id AND kept.erased_at IS NULL;

-- name: upsert_fields
INSERT INTO vault_fields (subject_id, field, key_version, sealed, blind, sealed_at)
SELECT new.subject_id, new.field, new.key_version, new.sealed, new.blind, $6
FROM unnest($1::uuid [], $2::text [], $3::int [], $4::bytea [], $5::bytea [])
AS new (subject_id, field, key_version, sealed, blind)
ON CONFLICT (municipality_id, subject_id, field) DO UPDATE
SET key_version = excluded.key_version, sealed = excluded.sealed,
blind = excluded.blind, sealed_at = excluded.sealed_at;

-- name: select_keys
SELECT subject_id, version, wrapping_key, wrapped_key, erased_at
FROM vault_keys
WHERE subject_id = ANY($1::uuid []);

-- name: select_fields
SELECT subject_id, field, key_version, sealed
FROM vault_fields
WHERE subject_id = ANY($1::uuid []) AND ($2::text [] IS NULL OR field = ANY($2::text []));

-- name: select_held
SELECT subject_id, field
FROM vault_fields
WHERE subject_id = ANY($1::uuid []) AND field = ANY($2::text []);

-- name: select_blinds
SELECT subject_id, field, blind
FROM vault_fields
WHERE subject_id = ANY($1::uuid []) AND field = ANY($2::text []) AND blind IS NOT NULL;

-- name: select_subjects_by_blind
SELECT field, blind, subject_id
FROM vault_fields
WHERE (field, blind) IN (SELECT * FROM unnest($1::text [], $2::bytea []))
ORDER BY subject_id;

-- name: erase_keys
-- A subject that was never sealed here gets its row all the same, so that nothing arriving late is kept.
INSERT INTO vault_keys (subject_id, created_at, erased_at)
SELECT erased.subject_id, erased.erased_at, erased.erased_at
FROM unnest($1::uuid [], $2::timestamptz []) AS erased (subject_id, erased_at)
ORDER BY erased.subject_id
ON CONFLICT (municipality_id, subject_id) DO UPDATE
SET wrapping_key = NULL, wrapped_key = NULL, erased_at = coalesce(vault_keys.erased_at, excluded.erased_at);

-- name: delete_fields
DELETE FROM vault_fields
WHERE subject_id = ANY($1::uuid []);

-- name: delete_some_fields
DELETE FROM vault_fields
WHERE subject_id = ANY($1::uuid []) AND field = ANY($2::text []);

-- name: select_erasures
SELECT subject_id, erased_at
FROM vault_keys
WHERE erased_at >= $1
ORDER BY erased_at, subject_id;
