-- name: set_paused
UPDATE cards SET status = $2, paused_by = $3, version = version + 1 WHERE id = $1;

-- name: standing_of
-- A card's holder, or who holds the wallet on which a proxy has a card.
SELECT CASE WHEN c.holder_id = $2 THEN 'holder' ELSE 'owner' END AS standing FROM cards AS c
WHERE
    c.id = $1
    AND (
        c.holder_id = $2
        OR EXISTS (
            SELECT FROM memberships AS m
            WHERE m.wallet_id = c.wallet_id AND m.holder_id = $2 AND m.status <> 'exited'
        )
    );

-- name: cards_of_holder
-- Each way to a card is asked for by itself, by its index: one condition over both reads every card there is.
SELECT
    c.id, c.number, c.wallet_id, c.holder_id, c.status, c.paused_by, c.pin_tries_left,
    c.pin_verifier IS NOT NULL AS has_pin, c.token_hash IS NOT NULL AS is_printed, c.payment_minor_max,
    c.day_minor_max, c.month_minor_max, c.ordered_at, c.expires_on, c.version
FROM cards AS c
WHERE
    c.id IN (
        SELECT own.id FROM cards AS own WHERE own.holder_id = $1
        UNION
        SELECT shared.id
        FROM memberships AS m INNER JOIN cards AS shared ON m.wallet_id = shared.wallet_id
        WHERE m.holder_id = $1 AND m.status <> 'exited'
    )
    AND ($2::uuid IS NULL OR c.id > $2)
ORDER BY c.id
LIMIT $3;
