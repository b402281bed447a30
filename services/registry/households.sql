-- name: insert_household
INSERT INTO households (id, formed_at, formed_by) VALUES ($1, $2, $3);

-- name: insert_members
INSERT INTO household_members (household_id, person_id, place, relation, studies, work, excluded_by, joined_on)
SELECT $1, new.person_id, new.place, new.relation, new.studies, new.work, new.excluded_by, $2
FROM unnest($3::uuid[], $4::text[], $5::boolean[], $6::text[], $7::text[])
WITH ORDINALITY AS new (person_id, relation, studies, work, excluded_by, place);

-- name: find_household
SELECT id, version, formed_at FROM households WHERE id = $1;

-- name: find_members
-- Who lives in the household on a day; the applicant stands first.
SELECT person_id, relation, studies, work, excluded_by, joined_on
FROM household_members
WHERE household_id = $1 AND joined_on <= $2 AND (left_on IS NULL OR left_on > $2)
ORDER BY place;

-- name: find_homes
-- Persons among these who belong to a household now, or who are not known here.
SELECT p.id AS person_id, m.household_id
FROM persons AS p LEFT JOIN household_members AS m ON p.id = m.person_id AND m.left_on IS NULL
WHERE p.id = ANY ($1::uuid[]) AND p.erased_at IS NULL;
