-- name: flows_of_line
-- Payouts to shops carry no line, so what shops got of a line stays countable after they were paid.
SELECT
    w.kind AS wallet_kind,
    t.kind AS transfer_kind,
    coalesce(sum(e.amount_minor) FILTER (WHERE e.amount_minor > 0), 0)::bigint AS received_minor,
    coalesce(-sum(e.amount_minor) FILTER (WHERE e.amount_minor < 0), 0)::bigint AS gave_minor
FROM entries AS e
INNER JOIN transfers AS t ON e.transfer_id = t.id
INNER JOIN wallets AS w ON e.wallet_id = w.id
WHERE e.budget_line_id = $1 AND t.posted_at < $2
GROUP BY w.kind, t.kind;
