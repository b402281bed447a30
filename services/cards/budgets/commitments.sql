-- name: insert_commitment
INSERT INTO commitments (id, kind, award_id, budget_line_id, wallet_id, currency, amount_minor, state, committed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'committed', $8);

-- name: lock_commitment
SELECT
    c.id, c.kind, c.award_id, c.budget_line_id, b.programme, b.wallet_id AS line_wallet_id, c.wallet_id, c.currency,
    c.amount_minor,
    coalesce((SELECT sum(g.amount_minor) FROM grants AS g WHERE g.commitment_id = c.id), 0)::bigint AS credited_minor,
    c.state
FROM commitments AS c
INNER JOIN budget_lines AS b ON c.budget_line_id = b.id
WHERE c.award_id = $1
FOR UPDATE OF c;

-- name: select_commitments
SELECT
    c.id, c.kind, c.award_id, c.budget_line_id, b.programme, b.wallet_id AS line_wallet_id, c.wallet_id, c.currency,
    c.amount_minor,
    coalesce((SELECT sum(g.amount_minor) FROM grants AS g WHERE g.commitment_id = c.id), 0)::bigint AS credited_minor,
    c.state
FROM commitments AS c
INNER JOIN budget_lines AS b ON c.budget_line_id = b.id
WHERE c.budget_line_id = $1 AND ($2::uuid IS NULL OR c.id > $2)
ORDER BY c.id
LIMIT $3;

-- name: insert_grant
INSERT INTO grants (id, commitment_id, tranche_id, merchant_id, amount_minor, credited_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: end_commitment
UPDATE commitments SET state = $2, recovered_minor = $3, ended_at = $4
WHERE id = $1;
