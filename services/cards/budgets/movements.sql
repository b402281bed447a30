-- name: insert_movement
INSERT INTO budget_movements (
    id, kind, budget_line_id, to_line_id, amount_minor, currency, decision_number, proposal_id, transfer_id, moved_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: list_movements
SELECT
    id, kind, budget_line_id, to_line_id, amount_minor, currency, decision_number, proposal_id, transfer_id, moved_at
FROM budget_movements
WHERE (budget_line_id = $1 OR to_line_id = $1) AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;
