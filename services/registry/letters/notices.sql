-- name: select_holders
-- Who holds the card of each household: the applicant of today, who may have changed since the right began; of a
-- household that is no more, the one of its latest right.
SELECT DISTINCT ON (r.household_id) r.household_id, coalesce(m.person_id, r.holder_id) AS holder_id
FROM memberships AS r
LEFT JOIN household_members AS m
    ON r.household_id = m.household_id AND m.relation = 'applicant' AND m.left_on IS NULL
WHERE r.household_id = ANY ($1::uuid[]) AND r.programme = $2
ORDER BY r.household_id, r.starts_on DESC;
