-- name: insert_enrolment
INSERT INTO phone_enrolments (id, card_id, code_hash, given_by, expires_at) VALUES ($1, $2, $3, $4, $5);

-- name: lock_enrolment
SELECT id, card_id, expires_at, phone_id FROM phone_enrolments WHERE code_hash = $1 FOR UPDATE;

-- name: use_enrolment
UPDATE phone_enrolments SET phone_id = $2 WHERE id = $1;

-- name: insert_phone
-- A key that is known gives no row.
INSERT INTO phones (id, card_id, public_key, added_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (public_key) DO NOTHING
RETURNING id, card_id, added_at, removed_at, version;

-- name: get_phone
SELECT id, card_id, added_at, removed_at, version FROM phones WHERE id = $1;

-- name: has_key
SELECT public_key = $2 FROM phones WHERE id = $1;

-- name: phones_of_card
SELECT id, card_id, added_at, removed_at, version FROM phones
WHERE card_id = $1 AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;

-- name: phones_of_holder
-- Of the own cards and of proxies' on the own wallets; those that were removed are no more their affair.
SELECT p.id, p.card_id, p.added_at, p.removed_at, p.version FROM phones AS p
INNER JOIN cards AS c ON p.card_id = c.id
WHERE
    p.removed_at IS NULL
    AND (
        c.holder_id = $1
        OR c.wallet_id IN (SELECT m.wallet_id FROM memberships AS m WHERE m.holder_id = $1 AND m.status <> 'exited')
    )
    AND ($2::uuid IS NULL OR p.id > $2)
ORDER BY p.id
LIMIT $3;

-- name: remove_phone
UPDATE phones SET removed_at = coalesce(removed_at, $2), version = version + 1 WHERE id = $1;

-- name: find_key
-- A phone that was removed is as good as none.
SELECT p.public_key, c.token_hash FROM phones AS p
INNER JOIN cards AS c ON p.card_id = c.id
WHERE p.id = $1 AND p.removed_at IS NULL;

-- name: use_code
INSERT INTO phone_codes (phone_id, nonce, till_id, idempotency_key, expires_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
RETURNING true;

-- name: is_same_sale
SELECT till_id = $3 AND idempotency_key = $4 FROM phone_codes WHERE phone_id = $1 AND nonce = $2;

-- name: forget_codes
DELETE FROM phone_codes WHERE expires_at < $1;
