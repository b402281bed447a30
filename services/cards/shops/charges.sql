-- name: get_charge
SELECT
    c.id, c.merchant_id, c.kind, c.budget_line_id, c.programme, c.currency, c.amount_minor, c.month, c.reason,
    c.payment_id, c.reverses_id, c.decision_number, c.proposal_id, c.charged_at,
    EXISTS (SELECT FROM charges AS r WHERE r.reverses_id = c.id) AS reversed
FROM charges AS c
WHERE c.id = $1;

-- name: list_charges
SELECT
    c.id, c.merchant_id, c.kind, c.budget_line_id, c.programme, c.currency, c.amount_minor, c.month, c.reason,
    c.payment_id, c.reverses_id, c.decision_number, c.proposal_id, c.charged_at,
    EXISTS (SELECT FROM charges AS r WHERE r.reverses_id = c.id) AS reversed
FROM charges AS c
WHERE ($1::uuid IS NULL OR c.merchant_id = $1) AND ($2::uuid IS NULL OR c.id > $2)
ORDER BY c.id
LIMIT $3;

-- name: wallets_of
SELECT id, wallet_id FROM merchants WHERE id = ANY ($1::uuid[]);

-- name: insert_charges
INSERT INTO charges (
    id, merchant_id, kind, amount_minor, month, reason, payment_id, reverses_id, transfer_id, budget_line_id, programme,
    currency, decision_number, proposal_id, charged_at
)
SELECT
    n.id, n.merchant_id, n.kind, n.amount_minor, n.month, n.reason, n.payment_id, n.reverses_id, n.transfer_id, $10,
    $11, $12, $13, $14, $15
FROM unnest(
    $1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::date[], $6::text[], $7::uuid[], $8::uuid[], $9::uuid[]
) AS n (id, merchant_id, kind, amount_minor, month, reason, payment_id, reverses_id, transfer_id);
