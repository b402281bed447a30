-- name: open_tree
INSERT INTO ledger_trees (municipality_id) VALUES ($1) ON CONFLICT DO NOTHING;

-- name: lock_tree
-- Who holds this row gives the next places. Settled: all that was running when the candidate was marked has ended, so
-- what the next statement does not see up to it will never be there.
SELECT
    size,
    sealed_through,
    coalesce(candidate_xid <= pg_snapshot_xmin(pg_current_snapshot()), false) AS is_settled
FROM ledger_trees
WHERE municipality_id = $1
FOR UPDATE;

-- name: insert_leaves
-- The transfers that are not sealed yet, in the order of their first entries.
WITH unsealed AS (
    SELECT e.transfer_id, min(e.id) AS first_entry FROM entries AS e
    WHERE
        e.id > $3 AND e.municipality_id = $1
        AND NOT EXISTS (SELECT FROM ledger_leaves AS l WHERE l.transfer_id = e.transfer_id)
    GROUP BY e.transfer_id
    ORDER BY first_entry
    LIMIT $4
),

placed AS (
    SELECT transfer_id, $2::bigint - 1 + row_number() OVER (ORDER BY first_entry) AS place FROM unsealed
)

INSERT INTO ledger_leaves (municipality_id, place, transfer_id, subject_id, hash)
SELECT $1, p.place, t.transfer_id, t.subject_id, sha256('\x00'::bytea || convert_to(t.leaf, 'UTF8'))
FROM placed AS p
INNER JOIN leaf_texts AS t ON p.transfer_id = t.transfer_id
RETURNING place, hash;

-- name: insert_nodes
INSERT INTO ledger_nodes (municipality_id, level, place, hash)
SELECT $1, n.level, n.place, n.hash FROM unnest($2::smallint[], $3::bigint[], $4::bytea[]) AS n (level, place, hash);

-- name: keep_tree
-- A candidate is read in one sealing and marked in the next by a transaction that began after it was read: whatever
-- took an entry's number up to it has a smaller transaction number than the mark.
UPDATE ledger_trees SET
    size = $2,
    sealed_through = CASE WHEN $3 THEN candidate ELSE sealed_through END,
    candidate = CASE WHEN $3 THEN (SELECT last_value FROM entries_id_seq) ELSE candidate END,
    candidate_xid = CASE WHEN NOT $3 THEN coalesce(candidate_xid, pg_current_xact_id()) END
WHERE municipality_id = $1;

-- name: kept_hashes
SELECT n.level, n.place, coalesce(l.hash, k.hash) AS hash
FROM unnest($2::smallint[], $3::bigint[]) AS n (level, place)
LEFT JOIN ledger_leaves AS l ON n.level = 0 AND l.municipality_id = $1 AND n.place = l.place
LEFT JOIN ledger_nodes AS k ON k.municipality_id = $1 AND n.level = k.level AND n.place = k.place;
