-- name: get_inquiry
SELECT
    id, decline_code, currency, balance_minor, available_minor, next_expiry_on, next_expiry_minor, asked_at, version
FROM inquiries
WHERE id = $1;

-- name: earlier_inquiry
SELECT id, fingerprint FROM inquiries WHERE till_id = $1 AND idempotency_key = $2;

-- name: find_card
SELECT id, status FROM cards WHERE token_hash = $1;

-- name: insert_inquiry
-- Balance, what of it can be spent, and the next date on which some of that expires; nothing of it when it is declined.
INSERT INTO inquiries (
    id, card_id, till_id, asked_by, idempotency_key, fingerprint, decline_code, currency, balance_minor,
    available_minor, next_expiry_on, next_expiry_minor, asked_at
)
SELECT $1, $2, $3, $4, $5, $6, $7, b.currency, b.balance_minor, b.available_minor, n.expires_on, n.expiring_minor, $8
FROM (SELECT) AS one
LEFT JOIN LATERAL (
    SELECT
        w.id,
        w.currency,
        w.balance_minor,
        (
            SELECT coalesce(sum(l.remaining_minor - l.held_minor), 0)::bigint
            FROM lots AS l
            WHERE l.wallet_id = w.id AND l.remaining_minor > 0 AND l.expires_on >= $9::date
        ) AS available_minor
    FROM cards AS c
    INNER JOIN wallets AS w ON c.wallet_id = w.id
    WHERE c.id = $2 AND $7::text IS NULL
) AS b ON true
LEFT JOIN LATERAL (
    SELECT l.expires_on, sum(l.remaining_minor - l.held_minor)::bigint AS expiring_minor
    FROM lots AS l
    WHERE l.wallet_id = b.id AND l.remaining_minor > l.held_minor AND l.expires_on >= $9::date
    GROUP BY l.expires_on
    ORDER BY l.expires_on
    LIMIT 1
) AS n ON true;
