-- name: flows
-- What a household's wallet got and gave from an instant until another. Cash that a shop took back is not withdrawn.
SELECT
    coalesce(sum(f.amount_minor) FILTER (WHERE f.kind = 'credit'), 0)::bigint AS credited_minor,
    coalesce(-sum(f.amount_minor) FILTER (WHERE f.kind = 'payment' AND NOT f.cash), 0)::bigint AS spent_minor,
    coalesce(sum(f.amount_minor) FILTER (WHERE f.kind = 'refund' AND NOT f.cash), 0)::bigint AS refunded_minor,
    coalesce(-sum(f.amount_minor) FILTER (WHERE f.cash), 0)::bigint AS withdrawn_minor,
    coalesce(-sum(f.amount_minor) FILTER (WHERE f.kind = 'expiry'), 0)::bigint AS expired_minor,
    coalesce(
        sum(f.amount_minor) FILTER (WHERE f.kind NOT IN ('credit', 'payment', 'refund', 'expiry')), 0
    )::bigint AS moved_minor,
    coalesce(sum(f.amount_minor), 0)::bigint AS change_minor
FROM (
    SELECT t.kind, e.amount_minor, coalesce(p.cash, false) AS cash
    FROM entries AS e
    INNER JOIN transfers AS t ON e.transfer_id = t.id
    LEFT JOIN payments AS p ON t.subject_id = p.id AND t.kind IN ('payment', 'refund')
    WHERE e.wallet_id = $1 AND t.posted_at >= $2 AND t.posted_at < $3
) AS f;

-- name: holder_of
-- Of a household whose rights have all ended, the one of its latest.
SELECT holder_id FROM memberships WHERE wallet_id = $1 ORDER BY status = 'exited', starts_on DESC, id DESC LIMIT 1;

-- name: insert_order
INSERT INTO wallet_statements (id, wallet_id, holder_id, month, ordered_by, ordered_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: get_order
SELECT id, wallet_id, holder_id, month, ordered_by, ordered_at FROM wallet_statements WHERE id = $1;
