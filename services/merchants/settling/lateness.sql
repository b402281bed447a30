-- name: oldest_unsettled
-- How long the oldest closed day without its batch, and the oldest written file without its answer, have waited.
SELECT
    (
        SELECT coalesce(extract(EPOCH FROM $1::timestamptz - min(d.closed_at)), 0)::float
        FROM settlement_totals AS t INNER JOIN settlement_days AS d ON t.settlement_day_id = d.id
        WHERE t.batch_id IS NULL
    ) AS settlement_seconds,
    (
        SELECT coalesce(extract(EPOCH FROM $1::timestamptz - min(f.written_at)), 0)::float
        FROM payouts AS p INNER JOIN bank_files AS f ON p.bank_file_id = f.id
        WHERE p.status = 'instructed' AND f.status = 'written'
    ) AS payout_seconds;
