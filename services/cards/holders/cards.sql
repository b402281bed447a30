-- name: insert_card
-- Ordering twice for one wallet and holder gives no row while the first card lives.
INSERT INTO cards (id, wallet_id, holder_id, status, ordered_at) VALUES ($1, $2, $3, 'ordered', $4)
ON CONFLICT (wallet_id, holder_id) WHERE status IN ('ordered', 'issued', 'active', 'paused') DO NOTHING
RETURNING id;

-- name: get_card
SELECT id, wallet_id, holder_id, status, pin_tries_left, pin_verifier IS NOT NULL AS has_pin, ordered_at, version
FROM cards
WHERE id = $1;

-- name: lock_card
SELECT id, wallet_id, holder_id, status, pin_tries_left, pin_verifier IS NOT NULL AS has_pin, ordered_at, version
FROM cards
WHERE id = $1
FOR UPDATE;

-- name: list_cards
SELECT id, wallet_id, holder_id, status, pin_tries_left, pin_verifier IS NOT NULL AS has_pin, ordered_at, version
FROM cards
WHERE ($1::text IS NULL OR status = $1) AND ($2::uuid IS NULL OR holder_id = $2) AND ($3::uuid IS NULL OR id > $3)
ORDER BY id
LIMIT $4;

-- name: set_token
UPDATE cards SET token_hash = $2, version = version + 1 WHERE id = $1;

-- name: set_status
UPDATE cards SET status = $2, version = version + 1 WHERE id = $1;

-- name: set_pin
UPDATE cards SET pin_verifier = $2, pin_tries_left = 3, status = $3, version = version + 1 WHERE id = $1;

-- name: spend_try
-- The try is spent before the PIN is looked at, and not again for a sale that was answered before.
UPDATE cards SET pin_tries_left = pin_tries_left - 1
WHERE
    token_hash = $1 AND pin_tries_left > 0 AND pin_verifier IS NOT NULL
    AND NOT EXISTS (SELECT FROM payments AS p WHERE p.till_id = $2 AND p.idempotency_key = $3)
    AND NOT EXISTS (SELECT FROM authorisations AS a WHERE a.till_id = $2 AND a.idempotency_key = $3)
    AND NOT EXISTS (SELECT FROM inquiries AS i WHERE i.till_id = $2 AND i.idempotency_key = $3)
RETURNING id, pin_verifier;

-- name: tries_left
SELECT pin_tries_left FROM cards WHERE token_hash = $1 AND pin_verifier IS NOT NULL;

-- name: restore_tries
UPDATE cards SET pin_tries_left = 3, sales_without_pin = 0 WHERE id = $1;
