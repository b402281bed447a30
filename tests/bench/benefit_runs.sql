-- name: insert_transfer
INSERT INTO transfers (id, municipality_id, kind, subject_id, posted_at)
VALUES ($1, $2, 'credit', $3, clock_timestamp());

-- name: insert_entries
INSERT INTO entries (
    municipality_id, transfer_id, wallet_id, currency, amount_minor, balance_minor, programme, budget_line_id, month
)
SELECT
    l.municipality_id,
    $1,
    s.wallet_id,
    'EUR',
    s.sign * l.card_share_minor,
    0,
    'gmi',
    $3,
    l.month
FROM run_lines AS l
CROSS JOIN LATERAL (VALUES (l.wallet_id, 1), ($4::uuid, -1)) AS s (wallet_id, sign)
WHERE l.run_id = $2
ORDER BY l.id;

-- name: insert_lots
INSERT INTO lots (
    id, municipality_id, wallet_id, run_line_id, programme, budget_line_id, month, expires_on, credited_minor,
    remaining_minor
)
SELECT
    uuidv7(),
    l.municipality_id,
    l.wallet_id,
    l.id,
    'gmi',
    $2,
    l.month,
    l.month + 200,
    l.card_share_minor,
    l.card_share_minor
FROM run_lines AS l
WHERE l.run_id = $1
ORDER BY l.id;

-- name: update_wallets
UPDATE wallets AS w SET balance_minor = w.balance_minor + l.card_share_minor, version = w.version + 1
FROM run_lines AS l
WHERE w.id = l.wallet_id AND l.run_id = $1;

-- name: update_lines
UPDATE run_lines SET credited_at = clock_timestamp() WHERE run_id = $1;

-- name: wallet_of_line
SELECT wallet_id FROM budget_lines WHERE id = $1;
