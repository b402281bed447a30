-- name: select_homes
SELECT m.person_id, m.household_id, a.person_id AS applicant_id
FROM household_members AS m
INNER JOIN household_members AS a
    ON m.household_id = a.household_id AND a.relation = 'applicant' AND a.left_on IS NULL
WHERE m.person_id = ANY($1::uuid []) AND m.left_on IS NULL;
