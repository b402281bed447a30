-- name: insert_run
INSERT INTO runs (
    id, programme, budget_line_id, month, currency, status, card_total_minor, account_total_minor, households, excluded,
    lines_hash, calculated_by
)
VALUES ($1, $2, $3, $4, $5, 'calculated', $6, $7, $8, $9, $10, $11);

-- name: insert_lines
INSERT INTO run_lines (
    id, run_id, membership_id, household_id, wallet_id, month, card_share_minor, account_share_minor, excluded
)
SELECT l.id, $1, l.membership_id, l.household_id, l.wallet_id, $2, l.card_share_minor, l.account_share_minor, l.excluded
FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::bigint[], $8::bigint[], $9::text[])
AS l (id, membership_id, household_id, wallet_id, card_share_minor, account_share_minor, excluded);

-- name: get_run
SELECT
    id, programme, budget_line_id, month, currency, status, card_total_minor, account_total_minor, households, excluded,
    lines_hash, proposal_id, credited, version
FROM runs
WHERE id = $1;

-- name: lock_run
SELECT
    id, programme, budget_line_id, month, currency, status, card_total_minor, account_total_minor, households, excluded,
    lines_hash, proposal_id, credited, version
FROM runs
WHERE id = $1
FOR UPDATE;

-- name: list_runs
SELECT
    id, programme, budget_line_id, month, currency, status, card_total_minor, account_total_minor, households, excluded,
    lines_hash, proposal_id, credited, version
FROM runs
WHERE $1::uuid IS NULL OR id > $1
ORDER BY id
LIMIT $2;

-- name: list_excluded
SELECT id, membership_id, household_id, excluded AS reason FROM run_lines
WHERE run_id = $1 AND excluded IS NOT NULL AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;

-- name: lines
SELECT membership_id, wallet_id, card_share_minor, account_share_minor, excluded
FROM run_lines
WHERE run_id = $1
ORDER BY membership_id;

-- name: set_status
UPDATE runs SET status = $2, proposal_id = coalesce($3, proposal_id), version = version + 1 WHERE id = $1;

-- name: account_shares
SELECT household_id, membership_id, account_share_minor AS amount_minor FROM run_lines
WHERE run_id = $1 AND excluded IS NULL AND account_share_minor > 0
ORDER BY membership_id;

-- name: due_lines
-- Eligibility is looked at again now: who was suspended or left since, or was credited by another run, is left out.
SELECT
    l.id, l.membership_id, l.household_id, l.wallet_id, l.card_share_minor, l.account_share_minor,
    CASE
        WHEN EXISTS (SELECT FROM holds AS h WHERE h.household_id = l.household_id AND h.released_on IS NULL) THEN 'held'
        WHEN m.status = 'suspended' THEN 'suspended'
        WHEN m.ends_on < l.month THEN 'ended'
        WHEN EXISTS (
            SELECT FROM run_lines AS o
            WHERE o.membership_id = l.membership_id AND o.month = l.month AND o.credited_at IS NOT NULL
        ) THEN 'already_credited'
    END AS excluded
FROM run_lines AS l
INNER JOIN memberships AS m ON l.membership_id = m.id
WHERE l.run_id = $1 AND l.excluded IS NULL AND l.credited_at IS NULL AND ($2::uuid IS NULL OR l.id > $2)
ORDER BY l.id
LIMIT $3;

-- name: exclude_lines
UPDATE run_lines AS l SET excluded = n.reason
FROM unnest($1::uuid[], $2::text[]) AS n (id, reason)
WHERE l.id = n.id;

-- name: mark_credited
UPDATE run_lines SET credited_at = $2 WHERE id = ANY ($1::uuid[]);

-- name: insert_lots
INSERT INTO lots (
    id, wallet_id, run_line_id, programme, budget_line_id, month, expires_on, credited_minor, remaining_minor
)
SELECT l.id, l.wallet_id, l.run_line_id, $1, $2, $3, $4, l.amount_minor, l.amount_minor
FROM unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::bigint[]) AS l (id, wallet_id, run_line_id, amount_minor);

-- name: count_credited
UPDATE runs SET credited = credited + $2, version = version + 1 WHERE id = $1;
