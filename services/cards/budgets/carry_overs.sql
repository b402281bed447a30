-- name: preview
-- What stays with a line that is carried over: the reserves of its runs, and what households hold of it.
SELECT
    coalesce((
        SELECT sum(w.balance_minor) FROM wallets AS w
        INNER JOIN runs AS r ON w.owner_id = r.id AND w.kind = 'reserved'
        WHERE r.budget_line_id = $1
    ), 0)::bigint AS reserved_minor,
    count(l.id) AS open_lots,
    coalesce(sum(l.remaining_minor), 0)::bigint AS open_lots_minor
FROM lots AS l
WHERE l.budget_line_id = $1 AND l.remaining_minor > 0;
