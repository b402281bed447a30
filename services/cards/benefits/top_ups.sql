-- name: entitled
-- Rights of a programme by name, with the reason for which one cannot be topped up for a month.
SELECT
    m.id AS membership_id,
    m.household_id,
    m.wallet_id,
    CASE
        WHEN EXISTS (SELECT FROM left_wallets AS w WHERE w.wallet_id = m.wallet_id) THEN 'household_left'
        WHEN EXISTS (SELECT FROM holds AS h WHERE h.household_id = m.household_id AND h.released_on IS NULL) THEN 'held'
        WHEN m.status = 'suspended' THEN 'suspended'
        WHEN m.starts_on > $2 THEN 'not_yet_started'
        WHEN m.ends_on < $2 THEN 'ended'
        WHEN m.status = 'exited' AND m.ends_on = m.starts_on THEN 'exited'
    END AS excluded
FROM memberships AS m
WHERE m.programme = $1 AND m.id = ANY ($3::uuid[]);
