-- The same columns as in verification.sql: the first $1 findings, and how many there are.

-- name: wrong_leaves
-- A leaf is hashed anew from what the database says now of its transfer and entries.
SELECT
    'transfer' AS subject,
    l.transfer_id::text AS id,
    CASE
        WHEN t.transfer_id IS NULL THEN concat('it was sealed as leaf ', l.place, ' and is not there any more')
        ELSE concat('it, its entries or their wallets were changed after leaf ', l.place, ' was sealed')
    END AS says,
    count(*) OVER () AS violations
FROM ledger_leaves AS l
LEFT JOIN leaf_texts AS t ON l.transfer_id = t.transfer_id
WHERE
    sha256('\x00'::bytea || convert_to(t.leaf, 'UTF8')) IS DISTINCT FROM l.hash
    OR t.subject_id IS DISTINCT FROM l.subject_id
ORDER BY l.place
LIMIT $1;

-- name: missing_leaves
-- Places go from 0 to the tree's size without a gap.
SELECT
    'leaf' AS subject,
    concat(g.place + 1, ' to ', g.following - 1) AS id,
    'these leaves are not there' AS says,
    count(*) OVER () AS violations
FROM (
    SELECT place, lead(place) OVER (ORDER BY place) AS following
    FROM (
        SELECT -1 AS place
        UNION ALL
        SELECT place FROM ledger_leaves
        UNION ALL
        SELECT size AS place FROM ledger_trees
    ) AS places
) AS g
WHERE g.following > g.place + 1
ORDER BY g.place
LIMIT $1;

-- name: unsealed_transfers
-- What was put below the line up to which everything is sealed came by another way than a posting.
SELECT
    'transfer' AS subject,
    u.transfer_id::text AS id,
    concat('its entry ', u.first_entry, ' stands where all are sealed, and it is not') AS says,
    count(*) OVER () AS violations
FROM (
    SELECT e.transfer_id, min(e.id) AS first_entry FROM entries AS e
    WHERE
        e.id <= (SELECT max(sealed_through) FROM ledger_trees)
        AND NOT EXISTS (SELECT FROM ledger_leaves AS l WHERE l.transfer_id = e.transfer_id)
    GROUP BY e.transfer_id
) AS u
ORDER BY u.first_entry
LIMIT $1;

-- name: wrong_nodes
-- Every complete group of sixteen has the node that is hashed from it, in four rounds of pairs.
WITH children AS (
    SELECT 0 AS level, place, hash FROM ledger_leaves
    UNION ALL
    SELECT level, place, hash FROM ledger_nodes
),

pairs AS (
    SELECT level, place / 2 AS place, sha256('\x01'::bytea || string_agg(hash, ''::bytea ORDER BY place)) AS hash
    FROM children
    GROUP BY level, place / 2
    HAVING count(*) = 2
),

fours AS (
    SELECT level, place / 2 AS place, sha256('\x01'::bytea || string_agg(hash, ''::bytea ORDER BY place)) AS hash
    FROM pairs
    GROUP BY level, place / 2
    HAVING count(*) = 2
),

eights AS (
    SELECT level, place / 2 AS place, sha256('\x01'::bytea || string_agg(hash, ''::bytea ORDER BY place)) AS hash
    FROM fours
    GROUP BY level, place / 2
    HAVING count(*) = 2
),

sixteens AS (
    SELECT
        level + 4 AS level,
        place / 2 AS place,
        sha256('\x01'::bytea || string_agg(hash, ''::bytea ORDER BY place)) AS hash
    FROM eights
    GROUP BY level, place / 2
    HAVING count(*) = 2
)

SELECT
    'node' AS subject,
    concat(coalesce(n.level, s.level), '/', coalesce(n.place, s.place)) AS id,
    'it does not follow from what is below it' AS says,
    count(*) OVER () AS violations
FROM sixteens AS s
FULL JOIN ledger_nodes AS n ON s.level = n.level AND s.place = n.place
WHERE s.hash IS DISTINCT FROM n.hash
ORDER BY 2
LIMIT $1;

-- name: tree_size
SELECT coalesce(max(size), 0) AS size FROM ledger_trees;
