-- name: forget_digests
-- Digests of what was said of somebody go with the person: the next file shows the whole household as changed.
UPDATE household_references AS r SET digests = '[]'
WHERE EXISTS (
    SELECT FROM household_members AS m WHERE m.household_id = r.household_id AND m.person_id = ANY($1::uuid [])
);

-- name: note_shredded
-- Files of households, and of decisions, that named somebody and whose imports have ended.
UPDATE imports AS i SET shredded_at = $2
WHERE
    i.ended_at IS NOT NULL AND i.shredded_at IS NULL
    AND EXISTS (
        SELECT FROM household_members AS m
        WHERE
            m.person_id = ANY($1::uuid [])
            AND (
                EXISTS (
                    SELECT FROM household_references AS r
                    WHERE r.household_id = m.household_id AND r.import_id = i.id
                )
                OR EXISTS (
                    SELECT FROM imported_decisions AS d WHERE d.household_id = m.household_id AND d.import_id = i.id
                )
            )
    )
RETURNING i.id;
