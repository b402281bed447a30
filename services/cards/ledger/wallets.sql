-- name: open_wallet
-- Opening twice gives the wallet that is there.
WITH opened AS (
    INSERT INTO wallets (id, kind, owner_id, currency, balance_minor)
    VALUES ($1, $2, $3, $4, CASE WHEN $2 IN ('household', 'pot', 'budget_line', 'reserved') THEN 0 END)
    ON CONFLICT (municipality_id, kind, owner_id, currency) DO NOTHING
    RETURNING id, kind, owner_id, currency, coalesce(balance_minor, 0) AS balance_minor, version, true AS is_new
)

SELECT * FROM opened
UNION ALL
SELECT id, kind, owner_id, currency, coalesce(balance_minor, 0), version, false FROM wallets
WHERE kind = $2 AND owner_id = $3 AND currency = $4 AND NOT EXISTS (SELECT FROM opened);

-- name: get_wallet
SELECT
    w.id,
    w.kind,
    w.owner_id,
    w.currency,
    w.version,
    coalesce(w.balance_minor, coalesce(f.balance_minor, 0) + (
        SELECT coalesce(sum(e.amount_minor), 0) FROM entries AS e
        WHERE e.wallet_id = w.id AND e.id > coalesce(f.last_entry_id, 0)
    ))::bigint AS balance_minor,
    n.expires_on AS next_expiry_on,
    n.remaining_minor AS next_expiry_minor
FROM wallets AS w
LEFT JOIN LATERAL (
    SELECT p.last_entry_id, p.balance_minor FROM fold_points AS p
    WHERE p.wallet_id = w.id
    ORDER BY p.last_entry_id DESC
    LIMIT 1
) AS f ON true
LEFT JOIN LATERAL (
    SELECT l.expires_on, sum(l.remaining_minor)::bigint AS remaining_minor FROM lots AS l
    WHERE l.wallet_id = w.id AND l.remaining_minor > 0 AND l.expires_on >= $2
    GROUP BY l.expires_on
    ORDER BY l.expires_on
    LIMIT 1
) AS n ON true
WHERE w.id = $1;

-- name: wallet_of_owner
SELECT id FROM wallets WHERE owner_id = $1 AND kind = $2 AND currency = $3;

-- name: lots_of_wallet
SELECT id, programme, budget_line_id, month, expires_on, credited_minor, remaining_minor, held_minor,
    least(cash_left_minor, remaining_minor - held_minor) AS cash_minor
FROM lots
WHERE wallet_id = $1 AND remaining_minor > 0
ORDER BY expires_on, id;

-- name: lock_balances
-- In one order everywhere, pots last, so that two postings cannot wait for each other; entries that only name a wallet
-- wait for nobody.
SELECT id, balance_minor FROM wallets WHERE id = ANY ($1::uuid[]) ORDER BY kind = 'pot', id FOR NO KEY UPDATE;

-- name: insert_transfers
INSERT INTO transfers (id, kind, subject_id, settlement_date, posted_at, municipality_id)
SELECT t.id, t.kind, t.subject_id, t.settlement_date, t.posted_at, t.municipality_id
FROM unnest($1::transfer_row[]) AS t;

-- name: insert_entries
INSERT INTO entries (
    transfer_id, wallet_id, currency, amount_minor, balance_minor, programme, budget_line_id, month, municipality_id
)
SELECT
    e.transfer_id, e.wallet_id, e.currency, e.amount_minor, e.balance_minor, e.programme, e.budget_line_id, e.month,
    e.municipality_id
FROM unnest($1::entry_row[]) AS e;

-- name: set_balances
UPDATE wallets AS w SET balance_minor = n.balance_minor, version = w.version + 1
FROM unnest($1::uuid[], $2::bigint[]) AS n (id, balance_minor)
WHERE w.id = n.id;
