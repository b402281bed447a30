-- name: undecided_of_person
SELECT a.id
FROM household_members AS m INNER JOIN applications AS a ON m.household_id = a.household_id
WHERE
    m.person_id = $1 AND m.left_on IS NULL
    AND a.state IN ('draft', 'submitted', 'in_review', 'info_requested', 'recommended')
ORDER BY a.id;
