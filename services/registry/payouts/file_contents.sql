-- name: select_candidates
-- Open shares that are in no file that waits, is with the bank or was paid.
SELECT
    s.id AS share_id, s.membership_id, s.amount_minor, s.month,
    EXISTS (
        SELECT FROM exits AS e WHERE e.membership_id = s.membership_id AND e.undue_from <= s.month
    ) AS revoked
FROM account_shares AS s
WHERE
    s.run_id = ANY($1::uuid [])
    AND s.status = 'open'
    AND ($2::uuid IS NULL OR s.id > $2)
    AND NOT EXISTS (
        SELECT FROM account_transfers AS t
        WHERE t.account_share_id = s.id AND t.state IN ('planned', 'instructed', 'paid')
    )
ORDER BY s.id
LIMIT $3;

-- name: select_lines
SELECT
    t.id AS transfer_id, s.id AS share_id, s.membership_id, t.amount_minor, s.month,
    EXISTS (
        SELECT FROM exits AS e WHERE e.membership_id = s.membership_id AND e.undue_from <= s.month
    ) AS revoked
FROM account_transfers AS t
INNER JOIN account_shares AS s ON t.account_share_id = s.id
WHERE t.bank_file_id = $1
ORDER BY t.id;

-- name: note_obstacles
UPDATE account_shares AS s
SET blocked_by = noted.reason, version = s.version + 1
FROM unnest($1::uuid [], $2::text []) AS noted (id, reason)
WHERE s.id = noted.id AND s.blocked_by IS DISTINCT FROM noted.reason;
