-- name: select_accesses
-- Newest first; the id of the last one seen is the cursor.
SELECT id, at, action, purpose, actor_roles AS roles, actor_id
FROM audit_entries
WHERE
    (
        (object_type = 'person' AND object_id IN (SELECT p.id FROM persons AS p WHERE $1 IN (p.id, p.merged_into)))
        OR (object_type = 'file' AND object_id IN (SELECT f.id FROM files AS f WHERE f.subject_id = $1))
    )
    AND ($2::uuid IS NULL OR id < $2)
ORDER BY id DESC
LIMIT $3;

-- name: person_known
SELECT EXISTS (SELECT FROM persons WHERE id = $1);
