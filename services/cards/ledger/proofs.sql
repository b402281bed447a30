-- name: receipt
SELECT id, merchant_id, currency, amount_minor, bonus_minor, refunded_minor, refunded_bonus_minor
FROM payments
WHERE id = $1 AND status <> 'declined' AND ($2::uuid IS NULL OR merchant_id = $2);

-- name: sealed_leaves
SELECT l.place, t.leaf
FROM ledger_leaves AS l
INNER JOIN leaf_texts AS t ON l.transfer_id = t.transfer_id
WHERE l.subject_id = $1
ORDER BY l.place;
