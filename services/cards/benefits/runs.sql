-- name: insert_run
INSERT INTO runs (
    id, programme, budget_line_id, month, currency, status, card_total_minor, account_total_minor, set_off_total_minor,
    households, excluded, lines_hash, calculated_by, kind, decision_number
)
VALUES (
    $1, $2, $3, $4, $5, 'calculated', $6, $7, $8, $9, $10, $11, $12,
    CASE WHEN $13::text IS NULL THEN 'monthly' ELSE 'top_up' END, $13
)
ON CONFLICT (municipality_id, programme, decision_number) WHERE kind = 'top_up' AND status <> 'cancelled' DO NOTHING;

-- name: get_run
SELECT
    id, programme, budget_line_id, month, currency, status, card_total_minor, account_total_minor, set_off_total_minor,
    households, excluded, lines_hash, proposal_id, credited, version, kind, decision_number
FROM runs
WHERE id = $1;

-- name: lock_run
SELECT
    id, programme, budget_line_id, month, currency, status, card_total_minor, account_total_minor, set_off_total_minor,
    households, excluded, lines_hash, proposal_id, credited, version, kind, decision_number
FROM runs
WHERE id = $1
FOR UPDATE;

-- name: list_runs
SELECT
    id, programme, budget_line_id, month, currency, status, card_total_minor, account_total_minor, set_off_total_minor,
    households, excluded, lines_hash, proposal_id, credited, version, kind, decision_number
FROM runs
WHERE $1::uuid IS NULL OR id > $1
ORDER BY id
LIMIT $2;

-- name: set_status
UPDATE runs SET status = $2, proposal_id = coalesce($3, proposal_id), version = version + 1 WHERE id = $1;

-- name: insert_lots
-- The tenant is asked for once, not for each row as the column's default does.
INSERT INTO lots (
    id, wallet_id, run_line_id, programme, budget_line_id, month, expires_on, credited_minor, remaining_minor,
    categories, cash_left_minor, municipality_id
)
SELECT
    l.id, l.wallet_id, l.run_line_id, $1, $2, l.month, $3, l.amount_minor, l.amount_minor, $5::text [],
    l.amount_minor * $6::int / 10000, (SELECT koinon.municipality())
FROM unnest($4::credited_lot_row[]) AS l;

-- name: count_credited
UPDATE runs SET credited = credited + $2, version = version + 1 WHERE id = $1;
