-- name: insert_card
-- Ordering for one wallet and holder gives no row while a card lives; a renewal, while another is on its way.
INSERT INTO cards (id, wallet_id, holder_id, status, ordered_at)
SELECT $1, $2, $3, 'ordered', $4
WHERE
    $5::boolean
    OR NOT EXISTS (
        SELECT FROM cards AS c
        WHERE c.wallet_id = $2 AND c.holder_id = $3 AND c.status IN ('ordered', 'issued', 'active', 'paused')
    )
ON CONFLICT (wallet_id, holder_id) WHERE status IN ('ordered', 'issued') DO NOTHING
RETURNING id;

-- name: get_card
SELECT
    id, number, wallet_id, holder_id, status, paused_by, pin_tries_left, pin_verifier IS NOT NULL AS has_pin,
    token_hash IS NOT NULL AS is_printed, payment_minor_max, day_minor_max, month_minor_max, ordered_at, expires_on,
    version
FROM cards
WHERE id = $1;

-- name: lock_card
SELECT
    id, number, wallet_id, holder_id, status, paused_by, pin_tries_left, pin_verifier IS NOT NULL AS has_pin,
    token_hash IS NOT NULL AS is_printed, payment_minor_max, day_minor_max, month_minor_max, ordered_at, expires_on,
    version
FROM cards
WHERE id = $1
FOR UPDATE;

-- name: list_cards
-- The tenant is named besides the policy, which knows of a list of tenants: an index that begins with it gives the cards
-- of a status in their order.
SELECT
    id, number, wallet_id, holder_id, status, paused_by, pin_tries_left, pin_verifier IS NOT NULL AS has_pin,
    token_hash IS NOT NULL AS is_printed, payment_minor_max, day_minor_max, month_minor_max, ordered_at, expires_on,
    version
FROM cards
WHERE
    municipality_id = (SELECT koinon.municipality())
    AND ($1::text IS NULL OR status = $1)
    AND ($2::uuid IS NULL OR holder_id = $2)
    AND ($3::uuid IS NULL OR id > $3)
ORDER BY id
LIMIT $4;

-- name: card_on_its_way
SELECT id FROM cards WHERE wallet_id = $1 AND holder_id = $2 AND status IN ('ordered', 'issued');

-- name: card_in_use
SELECT id, version FROM cards WHERE wallet_id = $1 AND holder_id = $2 AND status IN ('active', 'paused');

-- name: number_is_taken
SELECT exists(SELECT FROM cards WHERE number = $1);

-- name: set_print
UPDATE cards SET token_hash = $2, number = $3, version = version + 1 WHERE id = $1;

-- name: void_print
UPDATE cards SET token_hash = NULL, version = version + 1 WHERE id = $1;

-- name: set_status
UPDATE cards SET status = $2, paused_by = NULL, version = version + 1 WHERE id = $1;

-- name: issue
UPDATE cards SET status = $2, expires_on = $3, renew_on = $4, version = version + 1 WHERE id = $1;

-- name: programmes_of_wallet
-- By what a wallet's cards last: the programmes that credit it, and those whose money is still in it.
SELECT m.programme FROM memberships AS m WHERE m.wallet_id = $1 AND m.status <> 'exited'
UNION
SELECT l.programme FROM lots AS l WHERE l.wallet_id = $1 AND l.remaining_minor > 0;
