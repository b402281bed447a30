-- name: select_sums
-- Of closed batches only. A payout counts on its day at the bank, what came back on the day when we heard of it.
WITH closed AS (
    SELECT settlement_date, net_minor
    FROM batches
    WHERE merchant_id = $1 AND currency = $2 AND settlement_date <= $4
),

entries AS (
    SELECT e.kind, e.amount_minor, e.bonus_minor
    FROM settlement_entries AS e
    INNER JOIN batches AS b
        ON e.merchant_id = b.merchant_id AND e.currency = b.currency AND e.settlement_date = b.settlement_date
    WHERE e.merchant_id = $1 AND e.currency = $2 AND e.settlement_date BETWEEN $3 AND $4
),

respends AS (
    SELECT r.net_minor
    FROM settlement_respends AS r
    INNER JOIN batches AS b
        ON r.merchant_id = b.merchant_id AND r.currency = b.currency AND r.settlement_date = b.settlement_date
    WHERE r.merchant_id = $1 AND r.currency = $2 AND r.settlement_date BETWEEN $3 AND $4
),

paid AS (
    SELECT f.execution_date, p.amount_minor
    FROM payouts AS p
    INNER JOIN bank_files AS f ON p.bank_file_id = f.id
    WHERE p.merchant_id = $1 AND p.currency = $2 AND f.execution_date <= $4
),

came_back AS (
    SELECT (arose_at AT TIME ZONE $5)::date AS arose_on, kind, amount_minor
    FROM adjustments
    WHERE merchant_id = $1 AND currency = $2 AND (arose_at AT TIME ZONE $5)::date <= $4
)

SELECT
    (
        coalesce((SELECT sum(net_minor) FROM closed WHERE settlement_date < $3), 0)
        - coalesce((SELECT sum(amount_minor) FROM paid WHERE execution_date < $3), 0)
        + coalesce((SELECT sum(amount_minor) FROM came_back WHERE arose_on < $3), 0)
    )::bigint AS opening_minor,
    coalesce((SELECT sum(amount_minor) FROM entries WHERE kind = 'payment'), 0)::bigint AS payments_minor,
    coalesce((
        SELECT sum(CASE kind WHEN 'payment' THEN bonus_minor ELSE -bonus_minor END) FROM entries
    ), 0)::bigint AS bonus_minor,
    coalesce((SELECT sum(amount_minor) FROM entries WHERE kind = 'refund'), 0)::bigint AS refunds_minor,
    coalesce((SELECT sum(net_minor) FROM respends), 0)::bigint AS respends_minor,
    coalesce((SELECT sum(amount_minor) FROM paid WHERE execution_date >= $3), 0)::bigint AS paid_out_minor,
    coalesce((
        SELECT sum(amount_minor) FROM came_back WHERE arose_on >= $3 AND kind IN ('grant', 'grant_recovered')
    ), 0)::bigint AS grants_minor,
    coalesce((
        SELECT sum(amount_minor) FROM came_back WHERE arose_on >= $3 AND kind = 'order'
    ), 0)::bigint AS orders_minor,
    coalesce((SELECT sum(amount_minor) FROM came_back WHERE arose_on >= $3 AND kind = 'fee'), 0)::bigint AS fees_minor,
    coalesce((
        SELECT sum(amount_minor) FROM came_back WHERE arose_on >= $3 AND kind = 'claw_back'
    ), 0)::bigint AS claw_backs_minor,
    coalesce((
        SELECT sum(amount_minor) FROM came_back WHERE arose_on >= $3 AND kind = 'payout_returned'
    ), 0)::bigint AS came_back_minor;

-- name: select_days
SELECT settlement_date, id AS batch_id, payments_count, refunds_count, respends_count, net_minor, payout_id
FROM batches
WHERE merchant_id = $1 AND currency = $2 AND settlement_date BETWEEN $3 AND $4
ORDER BY settlement_date;

-- name: select_paid
SELECT p.id AS payout_id, f.execution_date, p.amount_minor, p.status, p.returned_reason
FROM payouts AS p
INNER JOIN bank_files AS f ON p.bank_file_id = f.id
WHERE p.merchant_id = $1 AND p.currency = $2 AND f.execution_date BETWEEN $3 AND $4
ORDER BY p.id;

-- name: select_charges
SELECT charge_id, kind, payment_id, currency, amount_minor, arose_at, payout_id
FROM adjustments
WHERE
    merchant_id = $1 AND currency = $2 AND kind IN ('fee', 'claw_back')
    AND (arose_at AT TIME ZONE $5)::date BETWEEN $3 AND $4
ORDER BY arose_at, id;

-- name: select_lines
WITH closed AS (
    SELECT id, settlement_date, payout_id
    FROM batches
    WHERE merchant_id = $1 AND currency = $2 AND settlement_date BETWEEN $3 AND $4
),

sold AS (
    SELECT id, kind, payment_id, till_id, settlement_date, currency, amount_minor, bonus_minor, net_minor
    FROM settlement_entries
    WHERE merchant_id = $1 AND currency = $2 AND settlement_date BETWEEN $3 AND $4
    UNION ALL
    SELECT
        respend_id AS id, 'respend' AS kind, NULL::uuid AS payment_id, NULL::uuid AS till_id,
        settlement_date, currency, net_minor AS amount_minor, 0 AS bonus_minor, net_minor
    FROM settlement_respends
    WHERE merchant_id = $1 AND currency = $2 AND settlement_date BETWEEN $3 AND $4
)

SELECT sold.*, closed.id AS batch_id, closed.payout_id
FROM sold
INNER JOIN closed ON sold.settlement_date = closed.settlement_date
UNION ALL
SELECT
    coalesce(charge_id, grant_id) AS id, kind, payment_id, NULL::uuid AS till_id,
    (arose_at AT TIME ZONE $5)::date AS settlement_date, currency, amount_minor, 0 AS bonus_minor,
    amount_minor AS net_minor, NULL::uuid AS batch_id, payout_id
FROM adjustments
WHERE
    merchant_id = $1 AND currency = $2 AND kind <> 'payout_returned'
    AND (arose_at AT TIME ZONE $5)::date BETWEEN $3 AND $4
ORDER BY settlement_date, id;

-- name: select_feed
-- In the order of closing, so that a line of an older day which was completed late comes after what was shown before.
-- What is of no batch stands where it was heard of: ids of batches and adjustments are in the order of time.
WITH closed AS (
    SELECT id, settlement_date, currency, payout_id
    FROM batches
    WHERE merchant_id = $1 AND closed_at <= $2
),

sold AS (
    SELECT id, kind, payment_id, till_id, settlement_date, currency, amount_minor, bonus_minor, net_minor
    FROM settlement_entries
    WHERE merchant_id = $1
    UNION ALL
    SELECT
        respend_id AS id, 'respend' AS kind, NULL::uuid AS payment_id, NULL::uuid AS till_id,
        settlement_date, currency, net_minor AS amount_minor, 0 AS bonus_minor, net_minor
    FROM settlement_respends
    WHERE merchant_id = $1
),

listed AS (
    SELECT sold.*, closed.id AS batch_id, closed.payout_id, closed.id AS heard_id
    FROM sold
    INNER JOIN closed ON sold.settlement_date = closed.settlement_date AND sold.currency = closed.currency
    UNION ALL
    SELECT
        coalesce(charge_id, grant_id) AS id, kind, payment_id, NULL::uuid AS till_id,
        (arose_at AT TIME ZONE $5)::date AS settlement_date, currency, amount_minor, 0 AS bonus_minor,
        amount_minor AS net_minor, NULL::uuid AS batch_id, payout_id, id AS heard_id
    FROM adjustments
    WHERE merchant_id = $1 AND kind <> 'payout_returned' AND arose_at <= $2
)

SELECT *
FROM listed
WHERE $3::uuid IS NULL OR (heard_id, id) > (SELECT a.heard_id, a.id FROM listed AS a WHERE a.id = $3)
ORDER BY heard_id, id
LIMIT $4;
