-- name: insert_entries
INSERT INTO audit_entries (id, at, actor_id, action, object_type, object_id, purpose, request_id, actor_roles)
SELECT entry.id, $3, $4, $5, $6, entry.object_id, $7, $8, $9
FROM unnest($1::uuid [], $2::uuid []) AS entry (id, object_id);

-- name: select_entries
-- Newest first; the id of the last entry seen is the cursor.
SELECT id, at, actor_id, action, object_type, object_id, purpose, request_id, actor_roles
FROM audit_entries
WHERE object_type = $1 AND object_id = $2 AND ($3::uuid IS NULL OR id < $3)
ORDER BY id DESC
LIMIT $4;

-- name: select_deeds
-- Everybody's; the two ids are there to take the same arguments as the queries below.
SELECT
    entry.id,
    entry.at,
    entry.actor_id,
    entry.actor_roles,
    entry.action,
    entry.object_type,
    coalesce(proposals.subject_id, entry.object_id) AS object_id
FROM audit_entries AS entry
LEFT JOIN proposals ON entry.object_type = 'proposal' AND entry.object_id = proposals.id
WHERE
    $1::uuid IS NULL
    AND $2::uuid IS NULL
    AND ($3::date IS NULL OR entry.at >= $3::date::timestamp AT TIME ZONE $4)
    AND ($3::date IS NULL OR entry.at < ($3::date + 1)::timestamp AT TIME ZONE $4)
    AND entry.action <> ALL($5::text [])
    AND entry.actor_roles <> '{holder}'
    AND ($6::uuid IS NULL OR entry.id < $6)
ORDER BY entry.id DESC
LIMIT $7;

-- name: select_deeds_by_actor
-- Of one person, about one thing if it is named.
SELECT
    entry.id,
    entry.at,
    entry.actor_id,
    entry.actor_roles,
    entry.action,
    entry.object_type,
    coalesce(proposals.subject_id, entry.object_id) AS object_id
FROM audit_entries AS entry
LEFT JOIN proposals ON entry.object_type = 'proposal' AND entry.object_id = proposals.id
WHERE
    entry.actor_id = $1::uuid
    AND ($2::uuid IS NULL OR coalesce(proposals.subject_id, entry.object_id) = $2::uuid)
    AND ($3::date IS NULL OR entry.at >= $3::date::timestamp AT TIME ZONE $4)
    AND ($3::date IS NULL OR entry.at < ($3::date + 1)::timestamp AT TIME ZONE $4)
    AND entry.action <> ALL($5::text [])
    AND entry.actor_roles <> '{holder}'
    AND ($6::uuid IS NULL OR entry.id < $6)
ORDER BY entry.id DESC
LIMIT $7;

-- name: select_deeds_about
-- About one thing, and what was proposed about it.
SELECT
    entry.id,
    entry.at,
    entry.actor_id,
    entry.actor_roles,
    entry.action,
    entry.object_type,
    coalesce(proposals.subject_id, entry.object_id) AS object_id
FROM audit_entries AS entry
LEFT JOIN proposals ON entry.object_type = 'proposal' AND entry.object_id = proposals.id
WHERE
    $1::uuid IS NULL
    AND entry.object_id = ANY(array(
        SELECT $2::uuid
        UNION ALL
        SELECT about.id FROM proposals AS about WHERE about.subject_id = $2::uuid
    ))
    AND ($3::date IS NULL OR entry.at >= $3::date::timestamp AT TIME ZONE $4)
    AND ($3::date IS NULL OR entry.at < ($3::date + 1)::timestamp AT TIME ZONE $4)
    AND entry.action <> ALL($5::text [])
    AND entry.actor_roles <> '{holder}'
    AND ($6::uuid IS NULL OR entry.id < $6)
ORDER BY entry.id DESC
LIMIT $7;
