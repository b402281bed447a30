-- name: due_lots
-- Past their last day, and told of it: a lot that nobody was told of is announced first, which gives it a later day.
-- What is held for a shop stays until it is captured or free again.
SELECT
    l.id, l.wallet_id, l.programme, l.budget_line_id, l.month, l.expires_on, b.currency,
    l.remaining_minor - l.held_minor AS remaining_minor,
    b.wallet_id AS line_wallet_id, w.owner_id AS household_id
FROM lots AS l
INNER JOIN budget_lines AS b ON l.budget_line_id = b.id
INNER JOIN wallets AS w ON l.wallet_id = w.id
WHERE
    l.remaining_minor > l.held_minor AND l.expires_on < $1 AND ($2::uuid IS NULL OR l.id > $2)
    AND EXISTS (SELECT FROM expiry_notices AS n WHERE n.lot_id = l.id)
ORDER BY l.id
LIMIT $3;

-- name: still_due
SELECT
    l.id, l.wallet_id, l.programme, l.budget_line_id, l.month, l.expires_on, b.currency,
    l.remaining_minor - l.held_minor AS remaining_minor,
    b.wallet_id AS line_wallet_id, w.owner_id AS household_id
FROM lots AS l
INNER JOIN budget_lines AS b ON l.budget_line_id = b.id
INNER JOIN wallets AS w ON l.wallet_id = w.id
WHERE l.id = ANY ($1::uuid[]) AND l.remaining_minor > l.held_minor AND l.expires_on < $2
ORDER BY l.id;

-- name: insert_sweep
-- One a day; a second returns no row.
INSERT INTO sweeps (id, swept_on) VALUES ($1, $2)
ON CONFLICT (municipality_id, swept_on) DO NOTHING
RETURNING id;

-- name: count_swept
UPDATE sweeps SET lots = lots + $2, amount_minor = amount_minor + $3, version = version + 1 WHERE id = $1;

-- name: finish_sweep
UPDATE sweeps SET finished_at = $2, version = version + 1 WHERE id = $1;

-- name: get_sweep
SELECT id, swept_on, lots, amount_minor, finished_at, version FROM sweeps WHERE id = $1;

-- name: list_sweeps
SELECT id, swept_on, lots, amount_minor, finished_at, version FROM sweeps
WHERE $1::uuid IS NULL OR id > $1
ORDER BY id
LIMIT $2;
