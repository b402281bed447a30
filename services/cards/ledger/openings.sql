-- name: figures
-- What the entries that fit come to, by kind of transfer and of wallet: each row is opened by the query below.
SELECT t.kind, w.kind AS side, e.currency, e.programme, count(*) AS entries, sum(e.amount_minor)::bigint AS amount_minor
FROM entries AS e
INNER JOIN transfers AS t ON e.transfer_id = t.id
INNER JOIN wallets AS w ON e.wallet_id = w.id
WHERE
    ($1::text IS NULL OR t.kind = $1)
    AND ($2::text IS NULL OR w.kind = $2)
    AND ($3::uuid IS NULL OR e.budget_line_id = $3)
    AND ($4::date IS NULL OR e.month = $4)
    AND ($5::date IS NULL OR t.settlement_date = $5)
GROUP BY t.kind, w.kind, e.currency, e.programme
ORDER BY e.currency, t.kind, w.kind, e.programme;

-- name: entries
-- A household's wallet leaves the service as a salted id only; so does the subject of a transfer that is such a wallet.
SELECT
    e.id,
    e.transfer_id,
    t.kind,
    t.posted_at,
    t.settlement_date,
    t.subject_id,
    s.id IS NOT NULL AS subject_is_holder,
    w.kind AS side,
    w.id AS wallet_id,
    w.owner_id,
    e.currency,
    e.amount_minor,
    e.balance_minor,
    e.programme,
    e.budget_line_id,
    e.month
FROM entries AS e
INNER JOIN transfers AS t ON e.transfer_id = t.id
INNER JOIN wallets AS w ON e.wallet_id = w.id
LEFT JOIN wallets AS s ON t.subject_id = s.id AND s.kind = 'household'
WHERE
    ($1::text IS NULL OR t.kind = $1)
    AND ($2::text IS NULL OR w.kind = $2)
    AND ($3::uuid IS NULL OR e.budget_line_id = $3)
    AND ($4::date IS NULL OR e.month = $4)
    AND ($5::date IS NULL OR t.settlement_date = $5)
    AND e.id > $6
ORDER BY e.id
LIMIT $7;
