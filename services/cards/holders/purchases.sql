-- name: purchases
-- What was bought from the wallets that somebody holds: with own cards, and with those of proxies. What a former holder
-- has bought stays that person's, and who shops for others as their proxy sees nothing of theirs.
SELECT p.id, p.card_id FROM payments AS p
INNER JOIN cards AS c ON p.card_id = c.id
INNER JOIN wallets AS w ON c.wallet_id = w.id
WHERE
    p.wallet_id IN (
        SELECT o.wallet_id FROM cards AS o WHERE o.holder_id = $1
        UNION
        SELECT m.wallet_id FROM memberships AS m WHERE m.holder_id = $1 AND m.status <> 'exited'
    )
    AND (
        (
            EXISTS (
                SELECT FROM memberships AS m
                WHERE m.wallet_id = p.wallet_id AND m.holder_id = $1 AND m.status <> 'exited'
            )
            AND (
                c.holder_id = $1
                OR EXISTS (
                    SELECT FROM proxies AS x WHERE x.household_id = w.owner_id AND x.person_id = c.holder_id
                )
            )
        )
        OR (
            c.holder_id = $1
            AND NOT EXISTS (SELECT FROM proxies AS x WHERE x.household_id = w.owner_id AND x.person_id = $1)
        )
    )
    AND ($2::uuid IS NULL OR p.id < $2)
    AND ($4::uuid IS NULL OR p.id = $4)
ORDER BY p.id DESC
LIMIT $3;

-- name: wallets_of_holder
SELECT DISTINCT m.wallet_id AS id FROM memberships AS m
WHERE m.holder_id = $1 AND m.status <> 'exited'
ORDER BY m.wallet_id;

-- name: disputes_of_holder
-- Those about own purchases, whoever opened them, and those that the holder has opened about a proxy's. A proxy sees none
-- about purchases for others.
SELECT d.id FROM disputes AS d
INNER JOIN cards AS c ON d.card_id = c.id
INNER JOIN wallets AS w ON c.wallet_id = w.id
WHERE
    (
        d.opened_by = $1
        OR (
            c.holder_id = $1
            AND NOT EXISTS (SELECT FROM proxies AS x WHERE x.household_id = w.owner_id AND x.person_id = $1)
        )
    )
    AND ($2::uuid IS NULL OR d.id < $2)
ORDER BY d.id DESC
LIMIT $3;
