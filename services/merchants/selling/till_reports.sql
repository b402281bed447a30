-- name: insert_report
INSERT INTO till_reports (
    id, merchant_id, till_id, period, currency, net_minor, lines, closed_by_number, closed_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: select_reports
SELECT id, merchant_id, till_id, period, currency, net_minor, lines, closed_by_number, closed_at
FROM till_reports
WHERE merchant_id = $1 AND ($2::uuid IS NULL OR till_id = $2) AND ($3::uuid IS NULL OR id < $3)
ORDER BY id DESC
LIMIT $4;
