-- name: insert_suspicions
-- A pair that is open already, or was judged on the same names, dates and numbers, returns no row.
INSERT INTO duplicates (id, first_id, second_id, score, reasons, basis, suspected_at)
SELECT new.id, new.first_id, new.second_id, new.score, string_to_array(new.reasons, ' '), new.basis, $7
FROM unnest($1::uuid [], $2::uuid [], $3::uuid [], $4::smallint [], $5::text [], $6::bytea [])
AS new (id, first_id, second_id, score, reasons, basis)
ORDER BY new.first_id, new.second_id
ON CONFLICT DO NOTHING
RETURNING id, first_id, second_id, score, reasons;

-- name: open_pairs_of_household
SELECT d.id
FROM duplicates AS d INNER JOIN household_members AS m ON m.person_id IN (d.first_id, d.second_id)
WHERE m.household_id = $1 AND m.left_on IS NULL AND d.state = 'suspected'
ORDER BY d.id;

-- name: members_of
SELECT person_id FROM household_members WHERE household_id = $1;

-- name: release_holds
-- What is held for a pair of these persons that is open no more, or of whom nobody lives there any more.
UPDATE duplicate_holds AS h SET released_on = $2
FROM duplicates AS d
WHERE
    h.duplicate_id = d.id AND h.released_on IS NULL
    AND (d.first_id = ANY ($1::uuid []) OR d.second_id = ANY ($1::uuid []))
    AND (
        d.state <> 'suspected'
        OR NOT EXISTS (
            SELECT FROM household_members AS m
            WHERE
                m.household_id = h.household_id AND m.left_on IS NULL AND m.person_id IN (d.first_id, d.second_id)
        )
    )
RETURNING h.id, h.household_id;

-- name: insert_holds
INSERT INTO duplicate_holds (id, duplicate_id, household_id, held_on)
SELECT uuidv7(), d.id, m.household_id, $2
FROM duplicates AS d INNER JOIN household_members AS m ON m.person_id IN (d.first_id, d.second_id)
WHERE
    d.state = 'suspected' AND m.left_on IS NULL
    AND (d.first_id = ANY ($1::uuid []) OR d.second_id = ANY ($1::uuid []))
GROUP BY d.id, m.household_id
ORDER BY d.id, m.household_id
ON CONFLICT DO NOTHING
RETURNING id, household_id;

-- name: lapse
UPDATE duplicates SET state = 'lapsed', resolved_at = $2, resolved_by = $3, version = version + 1
WHERE state = 'suspected' AND (first_id = ANY ($1::uuid []) OR second_id = ANY ($1::uuid []));
