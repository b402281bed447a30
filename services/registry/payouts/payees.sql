-- name: select_holders_of_memberships
-- A holder who was entered twice is paid as the one who remains. Two people have seen the account of whoever was given a
-- right, or had it changed; who became the holder later has one that a single person may have entered.
SELECT
    m.id AS membership_id,
    p.id AS person_id,
    CASE
        WHEN h.closed_on IS NOT NULL THEN 'household_closed'
        WHEN EXISTS (
            SELECT FROM duplicate_holds AS d WHERE d.household_id = h.id AND d.released_on IS NULL
        ) THEN 'household_held'
        WHEN p.erased_at IS NOT NULL THEN 'holder_erased'
        WHEN p.died_on IS NOT NULL THEN 'holder_died'
    END AS obstacle,
    m.granted_to = p.id
    OR EXISTS (SELECT FROM account_changes AS c WHERE c.person_id = p.id AND c.state = 'in_force')
    OR EXISTS (
        SELECT FROM memberships AS g
        WHERE g.granted_to IN (SELECT same.id FROM persons AS same WHERE same.id = p.id OR same.merged_into = p.id)
    ) AS seen
FROM memberships AS m
INNER JOIN households AS h ON m.household_id = h.id
INNER JOIN persons AS entered ON m.holder_id = entered.id
INNER JOIN persons AS p ON coalesce(entered.merged_into, entered.id) = p.id
WHERE m.id = ANY($1::uuid []);
