-- name: held_at
-- The last fold point before the instant, and the entries beyond it that were posted until then.
SELECT
    w.kind,
    w.currency,
    (coalesce(f.balance_minor, 0) + coalesce((
        SELECT sum(e.amount_minor) FROM entries AS e
        INNER JOIN transfers AS t ON e.transfer_id = t.id
        WHERE e.wallet_id = w.id AND e.id > coalesce(f.last_entry_id, 0) AND t.posted_at <= $2
    ), 0))::bigint AS balance_minor
FROM wallets AS w
LEFT JOIN LATERAL (
    SELECT p.last_entry_id, p.balance_minor FROM fold_points AS p
    WHERE p.wallet_id = w.id AND p.posted_through <= $2
    ORDER BY p.last_entry_id DESC
    LIMIT 1
) AS f ON true
WHERE w.id = $1;

-- name: fold
-- Below the lowest entry of an open day, and not beyond what is sealed.
WITH tails AS (
    SELECT
        e.wallet_id,
        e.id,
        e.amount_minor,
        t.posted_at,
        f.balance_minor,
        f.posted_through,
        min(e.id) FILTER (
            WHERE t.settlement_date > coalesce(c.closed_through, '-infinity'::date)
        ) OVER (PARTITION BY e.wallet_id) AS lowest_open
    FROM unnest($1::uuid[]) AS w (wallet_id)
    INNER JOIN ledger_trees AS s ON s.municipality_id = $2
    LEFT JOIN settlement_calendars AS c ON c.municipality_id = $2
    LEFT JOIN LATERAL (
        SELECT p.last_entry_id, p.balance_minor, p.posted_through FROM fold_points AS p
        WHERE p.wallet_id = w.wallet_id
        ORDER BY p.last_entry_id DESC
        LIMIT 1
    ) AS f ON true
    INNER JOIN entries AS e
        ON w.wallet_id = e.wallet_id AND e.id > coalesce(f.last_entry_id, 0) AND e.id <= s.sealed_through
    INNER JOIN transfers AS t ON e.transfer_id = t.id
)

INSERT INTO fold_points (wallet_id, last_entry_id, balance_minor, posted_through, folded_at)
SELECT
    wallet_id,
    max(id),
    coalesce(max(balance_minor), 0) + sum(amount_minor),
    greatest(max(posted_through), max(posted_at)),
    $3
FROM tails
WHERE lowest_open IS NULL OR id < lowest_open
GROUP BY wallet_id
ON CONFLICT (wallet_id, last_entry_id) DO NOTHING;

-- name: long_tails
SELECT w.id FROM wallets AS w
CROSS JOIN LATERAL (
    SELECT count(*) AS entries FROM (
        SELECT FROM entries AS e
        WHERE
            e.wallet_id = w.id AND e.id > coalesce(
                (SELECT max(p.last_entry_id) FROM fold_points AS p WHERE p.wallet_id = w.id), 0
            )
        LIMIT $1
    ) AS few
) AS tail
WHERE w.kind <> 'household' AND tail.entries >= $1
ORDER BY w.id
LIMIT $2;
