-- name: disputable
-- A payment that this card's wallet has made, what is left of it, and whose money it was.
SELECT
    p.merchant_id,
    p.currency,
    p.paid_at,
    p.amount_minor + p.bonus_minor - p.refunded_minor - p.refunded_bonus_minor AS left_minor,
    ARRAY(
        SELECT DISTINCT l.programme FROM draws AS d INNER JOIN lots AS l ON d.lot_id = l.id WHERE d.payment_id = p.id
    ) AS programmes
FROM payments AS p
INNER JOIN cards AS c ON p.wallet_id = c.wallet_id
WHERE p.id = $1 AND c.id = $2 AND p.status = 'captured';

-- name: insert_dispute
INSERT INTO disputes (
    id, payment_id, card_id, reason, status, amount_minor, left_minor, answer_by, decide_by, opened_by, opened_at
)
VALUES ($1, $2, $3, $4, 'disputed', $5, $6, $7, $8, $9, $10)
ON CONFLICT (payment_id) WHERE status = 'disputed' DO NOTHING
RETURNING id;

-- name: disputes
-- Some by their ids, or a page of all. While one is open, what is missing of the payment the shop has given back by itself.
SELECT
    d.id, d.payment_id, d.card_id, d.status, d.reason, p.currency, d.amount_minor, d.answer_by, d.decide_by, d.answer,
    d.refund_id, d.opened_at, d.closed_at, d.overdue_at, d.version,
    CASE
        WHEN d.status = 'disputed' THEN least(
            d.amount_minor,
            d.left_minor - p.amount_minor - p.bonus_minor + p.refunded_minor + p.refunded_bonus_minor
        )
        ELSE d.returned_minor
    END AS returned_minor,
    coalesce(c.amount_minor, 0) AS provisional_minor,
    coalesce(c.uncovered_minor, 0) AS uncovered_minor
FROM disputes AS d
INNER JOIN payments AS p ON d.payment_id = p.id
LEFT JOIN provisional_credits AS c ON d.id = c.dispute_id
WHERE
    ($1::uuid [] IS NULL OR d.id = any($1))
    AND ($2::text IS NULL OR d.status = $2) AND ($3::date IS NULL OR d.decide_by <= $3)
    AND ($4::uuid IS NULL OR d.id > $4)
ORDER BY d.id
LIMIT $5;

-- name: figures
-- By currency; what was decided is counted in the money that nothing covers only.
SELECT
    p.currency,
    count(*) FILTER (WHERE d.status = 'disputed') AS open_count,
    count(*) FILTER (WHERE d.status = 'disputed' AND d.decide_by < $1) AS overdue_count,
    coalesce(sum(d.amount_minor) FILTER (WHERE d.status = 'disputed'), 0)::bigint AS open_minor,
    coalesce(sum(c.amount_minor) FILTER (WHERE c.ended_at IS NULL), 0)::bigint AS provisional_minor,
    coalesce(sum(c.uncovered_minor), 0)::bigint AS uncovered_minor
FROM disputes AS d
INNER JOIN payments AS p ON d.payment_id = p.id
LEFT JOIN provisional_credits AS c ON d.id = c.dispute_id
WHERE d.status = 'disputed' OR c.uncovered_minor > 0
GROUP BY p.currency
ORDER BY p.currency;

-- name: note_overdue
-- Each once, on the first day after the one by which it had to be decided.
UPDATE disputes AS d SET overdue_at = $2, version = d.version + 1
FROM payments AS p
WHERE d.payment_id = p.id AND d.status = 'disputed' AND d.decide_by < $1 AND d.overdue_at IS NULL
RETURNING d.id, d.payment_id, p.merchant_id, d.decide_by;

-- name: payment
SELECT
    id, merchant_id, till_id, category, currency, requested_minor, amount_minor, bonus_minor, refunded_minor,
    refunded_bonus_minor, paid_at, version
FROM payments
WHERE id = $1;

-- name: lock_dispute
SELECT id FROM disputes WHERE id = $1 FOR UPDATE;

-- name: note_answer
UPDATE disputes SET answer = $2, answered_at = $3, version = version + 1 WHERE id = $1;

-- name: touch
UPDATE disputes SET version = version + 1 WHERE id = $1;

-- name: note_owners_answer
UPDATE disputes AS d SET answer = $2, answered_at = $3, version = d.version + 1
FROM payments AS p
WHERE
    d.id = $1 AND d.payment_id = p.id AND p.merchant_id = $4 AND d.status = 'disputed'
    AND d.answer IS DISTINCT FROM $2;
