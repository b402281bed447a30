-- name: lock_source
-- Two files of one source take turns, so neither enters what the other has just entered.
SELECT pg_advisory_xact_lock(hashtextextended($1, 8));

-- name: select_references
SELECT reference, household_id, digests FROM household_references
WHERE source = $1 AND reference = ANY($2::bytea []);

-- name: insert_households
INSERT INTO households (id, formed_at, formed_by)
SELECT new.id, $2, $3 FROM unnest($1::uuid []) AS new (id);

-- name: insert_references
INSERT INTO household_references (source, import_id, reference, household_id, digests)
SELECT $1, $2, new.reference, new.household_id, new.digests::jsonb
FROM unnest($3::bytea [], $4::uuid [], $5::text []) AS new (reference, household_id, digests);
