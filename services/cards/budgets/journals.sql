-- name: month_sums
-- A liability that grows is credited, one that shrinks is debited; the outside is the bank, and it is the other way round.
SELECT
    (t.posted_at AT TIME ZONE $3)::date AS day,
    t.kind,
    w.kind AS wallet_kind,
    e.currency,
    coalesce(-sum(e.amount_minor) FILTER (WHERE e.amount_minor < 0), 0)::bigint AS debit_minor,
    coalesce(sum(e.amount_minor) FILTER (WHERE e.amount_minor > 0), 0)::bigint AS credit_minor
FROM transfers AS t
INNER JOIN entries AS e ON t.id = e.transfer_id
INNER JOIN wallets AS w ON e.wallet_id = w.id
WHERE t.posted_at >= $1 AND t.posted_at < $2
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4;

-- name: insert_journal
INSERT INTO journals (id, month, rows_count, sha256, closed_by, closed_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (municipality_id, month) DO NOTHING;

-- name: get_journal
SELECT id, month, rows_count, sha256, closed_at FROM journals WHERE id = $1;

-- name: list_journals
SELECT id, month, rows_count, sha256, closed_at FROM journals
WHERE $1::uuid IS NULL OR id > $1
ORDER BY id
LIMIT $2;
