-- name: wallets_to_lock
-- The households' wallets of holds; where one was left, also where its money goes: a wallet, or the budget lines of what
-- the wallet still holds.
WITH held AS (
    SELECT DISTINCT a.wallet_id FROM authorisations AS a WHERE a.id = ANY ($1::uuid[]) AND a.status <> 'declined'
)

SELECT wallet_id AS id FROM held
UNION
SELECT f.into_wallet_id FROM held AS h INNER JOIN left_wallets AS f ON h.wallet_id = f.wallet_id
WHERE f.into_wallet_id IS NOT NULL
UNION
SELECT b.wallet_id FROM held AS h
INNER JOIN left_wallets AS f ON h.wallet_id = f.wallet_id AND f.into_wallet_id IS NULL
INNER JOIN lots AS l ON h.wallet_id = l.wallet_id AND l.remaining_minor > 0
INNER JOIN budget_lines AS b ON l.budget_line_id = b.id;

-- name: lock_authorisation
SELECT
    a.id, a.status, a.merchant_id, m.wallet_id AS merchant_wallet_id, a.wallet_id, a.currency, a.category,
    a.held_minor - a.captured_minor - a.released_minor AS left_minor, a.expires_at
FROM authorisations AS a
INNER JOIN merchants AS m ON a.merchant_id = m.id
WHERE a.id = $1 AND a.status <> 'declined'
FOR UPDATE OF a;

-- name: earlier_release
SELECT authorisation_id, fingerprint FROM hold_releases WHERE till_id = $1 AND idempotency_key = $2;

-- name: due
SELECT id FROM authorisations WHERE status = 'authorised' AND expires_at <= $1 ORDER BY expires_at LIMIT $2;

-- name: lock_due
-- Read again under the locks: meanwhile some may have been captured.
SELECT id FROM authorisations
WHERE id = ANY ($1::uuid[]) AND status = 'authorised'
ORDER BY id
FOR UPDATE;

-- name: release
UPDATE authorisations SET status = $2, released_minor = held_minor - captured_minor, version = version + 1
WHERE id = ANY ($1::uuid[])
RETURNING id, wallet_id, merchant_id, currency, released_minor;

-- name: free_draws
WITH open_draws AS (
    SELECT authorisation_id, lot_id, amount_minor - drawn_minor - freed_minor AS open_minor
    FROM hold_draws
    WHERE authorisation_id = ANY ($1::uuid[]) AND drawn_minor + freed_minor < amount_minor
),

freed_lots AS (
    UPDATE lots AS l SET held_minor = l.held_minor - s.freed_minor
    FROM (SELECT lot_id, sum(open_minor) AS freed_minor FROM open_draws GROUP BY lot_id) AS s
    WHERE l.id = s.lot_id
)

UPDATE hold_draws AS d SET freed_minor = d.freed_minor + o.open_minor
FROM open_draws AS o
WHERE d.authorisation_id = o.authorisation_id AND d.lot_id = o.lot_id;

-- name: insert_releases
INSERT INTO hold_releases (
    id, authorisation_id, amount_minor, reason, till_id, idempotency_key, fingerprint, released_at
)
SELECT r.id, r.authorisation_id, r.amount_minor, $4, $5, $6, $7, $8
FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS r (id, authorisation_id, amount_minor);

-- name: left_wallets
SELECT wallet_id FROM left_wallets WHERE wallet_id = ANY ($1::uuid[]) ORDER BY wallet_id;
