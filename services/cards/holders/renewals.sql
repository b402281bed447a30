-- name: cards_to_renew
SELECT c.wallet_id, c.holder_id FROM cards AS c
INNER JOIN wallets AS w ON c.wallet_id = w.id
WHERE
    c.status IN ('active', 'paused') AND c.renew_on <= $1
    AND (
        w.balance_minor > 0
        OR EXISTS (SELECT FROM memberships AS m WHERE m.wallet_id = c.wallet_id AND m.status <> 'exited')
    )
    AND NOT EXISTS (
        SELECT FROM cards AS n
        WHERE n.wallet_id = c.wallet_id AND n.holder_id = c.holder_id AND n.status IN ('ordered', 'issued')
    )
ORDER BY c.renew_on, c.id
LIMIT $2;

-- name: cards_to_expire
SELECT c.id FROM cards AS c
WHERE c.status IN ('issued', 'active', 'paused') AND c.expires_on < $1
ORDER BY c.expires_on, c.id
LIMIT $2;
