-- name: insert_run
INSERT INTO account_share_runs (id, programme, budget_line_id, currency, payout_id, heard_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO NOTHING;

-- name: insert_shares
INSERT INTO account_shares (id, run_id, month, membership_id, household_id, amount_minor, status, blocked_by)
SELECT new.id, $1, $2, new.membership_id, new.household_id, new.amount_minor, 'open', new.blocked_by
FROM unnest($3::uuid [], $4::uuid [], $5::uuid [], $6::bigint [], $7::text [])
AS new (id, membership_id, household_id, amount_minor, blocked_by)
ON CONFLICT (municipality_id, run_id, membership_id, month) DO NOTHING;

-- name: find_differing
-- A share that is kept with another amount than it is told with now.
SELECT s.id
FROM account_shares AS s
INNER JOIN unnest($3::uuid [], $4::bigint []) AS told (membership_id, amount_minor)
    ON s.membership_id = told.membership_id
WHERE s.run_id = $1 AND s.month = $2 AND s.amount_minor <> told.amount_minor
LIMIT 1;

-- name: select_shares
SELECT
    s.id, s.version, s.run_id, s.membership_id, s.household_id, s.month, r.currency, s.amount_minor, s.status,
    s.blocked_by, s.reason, s.transfer_id, c.verified_by, p.id AS cancellation_id,
    p.payload_hash AS cancellation_hash, p.maker_id AS cancellation_proposed_by,
    p.expires_at AS cancellation_expires_at
FROM account_shares AS s
INNER JOIN account_share_runs AS r ON s.run_id = r.id
LEFT JOIN account_checks AS c ON s.transfer_id = c.transfer_id AND s.status IN ('rejected', 'returned')
LEFT JOIN proposals AS p
    ON s.id = p.subject_id AND p.kind = 'cancel_account_share' AND p.state = 'proposed'
WHERE s.id = ANY($1::uuid [])
ORDER BY s.id;

-- name: list_shares
SELECT
    s.id, s.version, s.run_id, s.membership_id, s.household_id, s.month, r.currency, s.amount_minor, s.status,
    s.blocked_by, s.reason, s.transfer_id, c.verified_by
FROM account_shares AS s
INNER JOIN account_share_runs AS r ON s.run_id = r.id
LEFT JOIN account_checks AS c ON s.transfer_id = c.transfer_id AND s.status IN ('rejected', 'returned')
WHERE
    ($1::uuid IS NULL OR s.run_id = $1)
    AND ($2::uuid IS NULL OR s.household_id = $2)
    AND ($3::text IS NULL OR s.status = $3 OR ($3 = 'blocked' AND s.status = 'open' AND s.blocked_by IS NOT NULL))
    AND ($4::uuid IS NULL OR s.id > $4)
ORDER BY s.id
LIMIT $5;

-- name: unsettled_ids
-- Of any month: what the bank did not take, and what somebody proposes never to pay.
SELECT s.id
FROM account_shares AS s
WHERE
    s.id IN (
        SELECT id FROM account_shares WHERE status IN ('rejected', 'returned')
        UNION
        SELECT subject_id FROM proposals
        WHERE kind = 'cancel_account_share' AND state = 'proposed' AND expires_at > $1
    )
    AND ($2::uuid IS NULL OR s.id > $2)
ORDER BY s.id
LIMIT $3;

-- name: ids_to_mend
-- What cannot be paid until somebody has put the household's file in order, or has seen its account anew; without those
-- whose files the actor, $1, may not read. $2 are the bank's reasons that are about the payee.
SELECT s.id
FROM account_shares AS s
LEFT JOIN account_checks AS c ON s.transfer_id = c.transfer_id
WHERE
    (
        (s.status = 'open' AND s.blocked_by IS NOT NULL)
        OR (s.status = 'returned' AND c.transfer_id IS NULL)
        OR (s.status = 'rejected' AND c.transfer_id IS NULL AND coalesce(s.reason, 'MS03') ~ $2)
    )
    AND NOT EXISTS (
        SELECT FROM households AS h
        WHERE h.id = s.household_id AND h.protected_for IS NOT NULL AND h.formed_by <> $1
    )
    AND ($3::uuid IS NULL OR s.id > $3)
ORDER BY s.id
LIMIT $4;

-- name: find_run
-- Its month is the last that it pays; those before it were owed.
SELECT
    r.id, r.programme, r.budget_line_id, r.currency, r.payout_id, r.heard_at,
    (SELECT max(s.month) FROM account_shares AS s WHERE s.run_id = r.id) AS month
FROM account_share_runs AS r
WHERE r.id = $1;

-- name: list_runs
SELECT
    r.id, r.programme, r.budget_line_id, r.currency, r.payout_id, r.heard_at,
    (SELECT max(s.month) FROM account_shares AS s WHERE s.run_id = r.id) AS month
FROM account_share_runs AS r
WHERE $1::uuid IS NULL OR r.id > $1
ORDER BY r.id
LIMIT $2;

-- name: select_totals
SELECT
    status,
    count(*) AS shares,
    sum(amount_minor)::bigint AS amount_minor,
    count(*) FILTER (WHERE status = 'open' AND blocked_by IS NOT NULL) AS blocked
FROM account_shares
WHERE run_id = $1
GROUP BY status
ORDER BY status;

-- name: lock_share
SELECT id FROM account_shares WHERE id = $1 FOR UPDATE;

-- name: touch_share
UPDATE account_shares SET version = version + 1 WHERE id = $1;

-- name: set_share_status
UPDATE account_shares SET status = $2, blocked_by = NULL, reason = NULL, version = version + 1 WHERE id = $1;

-- name: in_live_file
SELECT EXISTS (
    SELECT FROM account_transfers WHERE account_share_id = $1 AND state IN ('planned', 'instructed', 'paid')
);

-- name: lock_stoppable
SELECT s.id FROM account_shares AS s
WHERE
    s.membership_id = $1 AND s.month >= $2 AND s.status IN ('open', 'rejected', 'returned') AND NOT EXISTS (
        SELECT FROM account_transfers AS t
        WHERE t.account_share_id = s.id AND t.state IN ('planned', 'instructed', 'paid')
    )
ORDER BY s.id
FOR UPDATE OF s;
