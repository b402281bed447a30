-- name: list_households
-- Households with somebody in them on a day; of one that is no more, nobody is in it.
SELECT
    h.id, a.person_id AS applicant_id, count(*) AS members, (h.formed_at AT TIME ZONE $2)::date AS formed_on,
    h.closed_on
FROM households AS h
INNER JOIN household_members AS a
    ON
        h.id = a.household_id AND a.relation = 'applicant' AND a.joined_on <= $1
        AND (a.left_on IS NULL OR a.left_on > $1)
INNER JOIN household_members AS m
    ON h.id = m.household_id AND m.joined_on <= $1 AND (m.left_on IS NULL OR m.left_on > $1)
GROUP BY h.id, a.person_id
ORDER BY h.id
LIMIT $3;

-- name: select_left_out
-- People at risk, unless the asking person may read all or has entered them, and the asking person's own household.
SELECT h.id FROM households AS h
WHERE
    h.id = ANY($1::uuid [])
    AND (
        (h.protected_for IS NOT NULL AND NOT $3 AND h.formed_by <> $2)
        OR is_own_case($2, h.id, '{}')
    );
