-- name: select_deeds
-- Newest first; the id of the last one seen is the cursor. What somebody looked at is not among them. A deed about a
-- proposal is one about whom it is for.
SELECT
    entry.id,
    entry.at,
    entry.actor_id,
    entry.action,
    coalesce(proposals.subject_id, entry.object_id) AS object_id
FROM audit_entries AS entry
LEFT JOIN proposals ON entry.object_id = proposals.id
WHERE
    entry.action <> ALL($1::text [])
    AND ($2::uuid IS NULL OR entry.actor_id = $2 OR coalesce(proposals.subject_id, entry.object_id) = $2)
    AND ($3::uuid IS NULL OR entry.id < $3)
ORDER BY entry.id DESC
LIMIT $4;
