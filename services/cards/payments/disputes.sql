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
    id, payment_id, card_id, reason, status, amount_minor, answer_by, decide_by, opened_by, opened_at
)
VALUES ($1, $2, $3, $4, 'disputed', $5, $6, $7, $8, $9)
ON CONFLICT (payment_id) WHERE status = 'disputed' DO NOTHING
RETURNING id;

-- name: get_dispute
SELECT
    d.id, d.payment_id, d.card_id, d.status, d.reason, p.currency, d.amount_minor, d.answer_by, d.decide_by, d.answer,
    d.refund_id, d.opened_at, d.closed_at, d.version
FROM disputes AS d
INNER JOIN payments AS p ON d.payment_id = p.id
WHERE d.id = $1;

-- name: list_disputes
SELECT
    d.id, d.payment_id, d.card_id, d.status, d.reason, p.currency, d.amount_minor, d.answer_by, d.decide_by, d.answer,
    d.refund_id, d.opened_at, d.closed_at, d.version
FROM disputes AS d
INNER JOIN payments AS p ON d.payment_id = p.id
WHERE
    ($1::text IS NULL OR d.status = $1) AND ($2::date IS NULL OR d.decide_by <= $2)
    AND ($3::uuid IS NULL OR d.id > $3)
ORDER BY d.id
LIMIT $4;

-- name: payment
SELECT
    id, merchant_id, till_id, category, currency, requested_minor, amount_minor, bonus_minor, refunded_minor,
    refunded_bonus_minor, paid_at, version
FROM payments
WHERE id = $1;

-- name: till_of
SELECT till_id FROM payments WHERE id = $1;

-- name: lock_dispute
SELECT id FROM disputes WHERE id = $1 FOR UPDATE;

-- name: note_answer
UPDATE disputes SET answer = $2, answered_at = $3, version = version + 1 WHERE id = $1;

-- name: close
UPDATE disputes SET status = $2, refund_id = $3, proposal_id = $4, closed_at = $5, version = version + 1 WHERE id = $1;
