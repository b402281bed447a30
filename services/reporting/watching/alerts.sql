-- name: keep_findings
-- What is found again is the same alert; while nobody has closed it, it shows what is known by now.
INSERT INTO alerts AS kept (
    id, kind, rules_from, seen_on, merchant_id, other_merchant_id, till_id, wallet_id, currency, figures, movement_ids,
    found_at
)
SELECT
    id,
    kind,
    rules_from,
    seen_on,
    merchant_id,
    other_merchant_id,
    till_id,
    wallet_id,
    currency,
    figures,
    movement_ids,
    $2::timestamptz
FROM json_to_recordset($1::json) AS found (
    id uuid,
    kind text,
    rules_from date,
    seen_on date,
    merchant_id uuid,
    other_merchant_id uuid,
    till_id uuid,
    wallet_id uuid,
    currency text,
    figures jsonb,
    movement_ids uuid []
)
ON CONFLICT (
    municipality_id, kind, seen_on, merchant_id, other_merchant_id, till_id, wallet_id, currency
) DO UPDATE SET
    figures = excluded.figures,
    movement_ids = excluded.movement_ids,
    version = kept.version + 1
WHERE
    kept.state <> 'closed'
    AND (kept.figures, kept.movement_ids) IS DISTINCT FROM (excluded.figures, excluded.movement_ids);

-- name: count_alerts
SELECT count(*) FROM alerts WHERE kind = $1;

-- name: select_alerts
-- The oldest first: ids grow with time.
SELECT
    a.*,
    m.trade_name
FROM alerts AS a
LEFT JOIN merchants AS m ON a.merchant_id = m.merchant_id
WHERE
    ($1::uuid IS NULL OR a.id = $1) AND ($2::text IS NULL OR a.state = $2) AND ($3::text IS NULL OR a.kind = $3)
    AND ($4::uuid IS NULL OR a.id > $4)
ORDER BY a.id
LIMIT $5;

-- name: lock_alert
SELECT
    id,
    state,
    assignee_id,
    conclusion,
    reason,
    closed_by,
    closed_at,
    version
FROM alerts
WHERE id = $1
FOR UPDATE;

-- name: change_alert
UPDATE alerts
SET state = $2, assignee_id = $3, conclusion = $4, reason = $5, closed_by = $6, closed_at = $7, version = version + 1
WHERE id = $1;

-- name: insert_step
INSERT INTO alert_steps (id, alert_id, state, assignee_id, conclusion, reason, taken_by, taken_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: select_steps
SELECT * FROM alert_steps WHERE alert_id = $1 ORDER BY id;
