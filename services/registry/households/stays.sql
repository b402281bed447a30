-- name: current_stays
SELECT
    id, household_id, person_id, place, relation, studies, work, excluded_by, joined_on, left_on, begun_by, ended_by
FROM household_members
WHERE household_id = $1 AND left_on IS NULL
ORDER BY relation <> 'applicant', place, id;

-- name: stays_of_household
SELECT
    id, household_id, person_id, place, relation, studies, work, excluded_by, joined_on, left_on, begun_by, ended_by
FROM household_members
WHERE household_id = $1
ORDER BY joined_on, left_on, place, id;

-- name: stays_of_person
SELECT
    id, household_id, person_id, place, relation, studies, work, excluded_by, joined_on, left_on, begun_by, ended_by
FROM household_members
WHERE person_id = $1
ORDER BY joined_on, left_on, id;

-- name: last_left
SELECT max(left_on) FROM household_members WHERE household_id = $1 AND left_on > joined_on;

-- name: last_holder
SELECT person_id FROM household_members
WHERE household_id = $1 AND relation = 'applicant'
ORDER BY left_on DESC NULLS FIRST, joined_on DESC, id DESC
LIMIT 1;

-- name: insert_stays
INSERT INTO household_members (
    begun_by, id, household_id, person_id, place, relation, studies, work, excluded_by, joined_on
)
SELECT
    $1, new.id, new.household_id, new.person_id, new.place, new.relation, new.studies, new.work, new.excluded_by,
    new.joined_on
FROM unnest(
    $2::uuid[], $3::uuid[], $4::uuid[], $5::smallint[], $6::text[], $7::boolean[], $8::text[], $9::text[], $10::date[]
) AS new (id, household_id, person_id, place, relation, studies, work, excluded_by, joined_on);

-- name: last_stays
-- Where each person's last stay was that is not empty.
SELECT DISTINCT ON (person_id) person_id, household_id, left_on
FROM household_members
WHERE person_id = ANY ($1::uuid[]) AND (left_on IS NULL OR left_on > joined_on)
ORDER BY person_id ASC, left_on DESC NULLS FIRST;

-- name: end_stays
UPDATE household_members SET left_on = $2, ended_by = $3 WHERE id = ANY ($1::uuid[]) AND left_on IS NULL;
