-- name: insert_household
INSERT INTO households (id, formed_at, formed_by) VALUES ($1, $2, $3);

-- name: find_household
-- With how it lives, or lived on a day: of what was entered for one day, the last.
SELECT
    h.id, h.version, h.formed_at, h.formed_by, h.closed_on, h.closed_for, h.merged_into_id, h.protected_for,
    coalesce(
        (
            SELECT a.arrangement FROM household_arrangements AS a
            WHERE a.household_id = h.id AND a.from_on <= $2
            ORDER BY a.from_on DESC, a.id DESC
            LIMIT 1
        ),
        'not_stated'
    ) AS arrangement
FROM households AS h WHERE h.id = $1;

-- name: insert_arrangement
INSERT INTO household_arrangements (id, household_id, arrangement, from_on, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: find_members
-- Who lives in the household on a day; the applicant stands first.
SELECT person_id, relation, studies, work, excluded_by, joined_on
FROM household_members
WHERE household_id = $1 AND joined_on <= $2 AND (left_on IS NULL OR left_on > $2)
ORDER BY relation <> 'applicant', place, id;

-- name: find_homes
-- Where each of these persons belongs now; the erased and the dead are left out.
SELECT p.id AS person_id, m.household_id
FROM persons AS p LEFT JOIN household_members AS m ON p.id = m.person_id AND m.left_on IS NULL
WHERE p.id = ANY ($1::uuid[]) AND p.erased_at IS NULL AND p.died_on IS NULL AND p.merged_into IS NULL;
