-- name: select_holders_of_memberships
-- A holder who was entered twice is paid as the one who remains.
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
    END AS obstacle
FROM memberships AS m
INNER JOIN households AS h ON m.household_id = h.id
INNER JOIN persons AS entered ON m.holder_id = entered.id
INNER JOIN persons AS p ON coalesce(entered.merged_into, entered.id) = p.id
WHERE m.id = ANY($1::uuid []);
