-- name: draws
-- What a refund would give back of each lot, last drawn first, and the wallet of the budget line that is to pay it now.
SELECT
    d.lot_id, d.amount_minor - d.refunded_minor AS open_minor, l.programme, l.budget_line_id, l.month, l.expires_on,
    b.currency, b.wallet_id AS line_wallet_id, l.wallet_id, w.owner_id AS household_id
FROM draws AS d
INNER JOIN lots AS l ON d.lot_id = l.id
INNER JOIN budget_lines AS b ON l.budget_line_id = b.id
INNER JOIN wallets AS w ON l.wallet_id = w.id
WHERE d.payment_id = $1 AND d.amount_minor > d.refunded_minor
ORDER BY d.place DESC;

-- name: wallets_to_lock
-- Those of the lines that the payment drew on; those that hold what was credited, wherever it went, and their lines.
WITH RECURSIVE family AS (
    SELECT l.id, l.wallet_id, l.budget_line_id FROM lots AS l
    WHERE l.dispute_id = $2
    UNION
    SELECT l.id, l.wallet_id, l.budget_line_id FROM family AS f
    INNER JOIN lot_moves AS m ON f.id = m.lot_id
    INNER JOIN lots AS l ON m.new_lot_id = l.id
)

SELECT b.wallet_id AS id FROM draws AS d
INNER JOIN lots AS l ON d.lot_id = l.id
INNER JOIN budget_lines AS b ON l.budget_line_id = b.id
WHERE d.payment_id = $1
UNION
SELECT f.wallet_id FROM family AS f
UNION
SELECT b.wallet_id FROM family AS f INNER JOIN budget_lines AS b ON f.budget_line_id = b.id;

-- name: insert_credit
INSERT INTO provisional_credits (
    dispute_id, amount_minor, refunded_before_minor, proposal_id, transfer_id, credited_at
)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: insert_lots
-- Like the lots that had paid; nothing of it can be withdrawn as cash.
INSERT INTO lots (
    id, wallet_id, dispute_id, programme, budget_line_id, month, expires_on, categories, credited_minor, remaining_minor
)
SELECT
    n.new_id, l.wallet_id, $1, l.programme, l.budget_line_id, l.month, n.expires_on, l.categories, n.amount_minor,
    n.amount_minor
FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::date[]) AS n (new_id, lot_id, amount_minor, expires_on)
INNER JOIN lots AS l ON n.lot_id = l.id;

-- name: credit
-- What has come back of the payment into its lots since the credit.
SELECT c.amount_minor, p.refunded_minor - c.refunded_before_minor AS restored_minor
FROM provisional_credits AS c
INNER JOIN disputes AS d ON c.dispute_id = d.id
INNER JOIN payments AS p ON d.payment_id = p.id
WHERE c.dispute_id = $1;

-- name: rests
-- What is free of what was credited, wherever it went: into lots of other households, or of grace.
WITH RECURSIVE family AS (
    SELECT l.id FROM lots AS l
    WHERE l.dispute_id = $1
    UNION
    SELECT m.new_lot_id FROM family AS f
    INNER JOIN lot_moves AS m ON f.id = m.lot_id
    WHERE m.new_lot_id IS NOT NULL
)

SELECT
    l.id, l.wallet_id, l.programme, l.budget_line_id, l.month, l.expires_on, b.currency,
    l.remaining_minor - l.held_minor AS remaining_minor,
    b.wallet_id AS line_wallet_id, w.owner_id AS household_id
FROM family AS f
INNER JOIN lots AS l ON f.id = l.id
INNER JOIN budget_lines AS b ON l.budget_line_id = b.id
INNER JOIN wallets AS w ON l.wallet_id = w.id
WHERE l.remaining_minor > l.held_minor
ORDER BY l.id;

-- name: owed
-- By line and month, what was credited and has not come back to its line: by this dispute's end, or expired, or left by
-- a household that is no more. What another dispute took of these lots was owed by that one.
WITH RECURSIVE family AS (
    SELECT l.id, l.budget_line_id, l.month, l.credited_minor FROM lots AS l
    WHERE l.dispute_id = $1
    UNION
    SELECT l.id, l.budget_line_id, l.month, 0::bigint FROM family AS f
    INNER JOIN lot_moves AS m ON f.id = m.lot_id
    INNER JOIN lots AS l ON m.new_lot_id = l.id
),

returned AS (
    SELECT m.lot_id, sum(m.amount_minor) AS amount_minor
    FROM lot_moves AS m
    INNER JOIN transfers AS t ON m.transfer_id = t.id
    WHERE
        m.lot_id IN (SELECT f.id FROM family AS f) AND m.new_lot_id IS NULL
        AND (t.kind <> 'provisional_return' OR t.subject_id = $1)
    GROUP BY m.lot_id
)

SELECT f.budget_line_id, f.month, (sum(f.credited_minor) - coalesce(sum(r.amount_minor), 0))::bigint AS owed_minor
FROM family AS f
LEFT JOIN returned AS r ON f.id = r.lot_id
GROUP BY f.budget_line_id, f.month
ORDER BY f.budget_line_id, f.month;

-- name: restored
-- The lots into which the disputed payment's refunds went, those of grace too; what ends first gives first.
SELECT
    l.id, l.wallet_id, l.programme, l.budget_line_id, l.month, l.expires_on, b.currency,
    l.remaining_minor - l.held_minor AS remaining_minor,
    b.wallet_id AS line_wallet_id, w.owner_id AS household_id
FROM lots AS l
INNER JOIN budget_lines AS b ON l.budget_line_id = b.id
INNER JOIN wallets AS w ON l.wallet_id = w.id
WHERE
    l.remaining_minor > l.held_minor
    AND (
        l.id IN (
            SELECT d.lot_id FROM draws AS d INNER JOIN disputes AS s ON d.payment_id = s.payment_id WHERE s.id = $1
        )
        OR l.refund_id IN (
            SELECT r.id FROM refunds AS r INNER JOIN disputes AS s ON r.payment_id = s.payment_id WHERE s.id = $1
        )
    )
ORDER BY l.expires_on, l.id;

-- name: end_credit
UPDATE provisional_credits SET uncovered_minor = $2, ended_at = $3 WHERE dispute_id = $1;
