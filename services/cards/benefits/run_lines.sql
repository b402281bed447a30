-- name: entitled
-- Who is entitled to a month's benefit of a programme, and to months before it that are owed, with a reason where not;
-- none is credited twice for a month.
SELECT
    m.id AS membership_id,
    m.household_id,
    m.wallet_id,
    due.month,
    m.card_share_minor,
    m.account_share_minor,
    CASE
        WHEN EXISTS (SELECT FROM left_wallets AS w WHERE w.wallet_id = m.wallet_id) THEN 'household_left'
        WHEN EXISTS (SELECT FROM holds AS h WHERE h.household_id = m.household_id AND h.released_on IS NULL) THEN 'held'
        WHEN m.status = 'suspended' THEN 'suspended'
        WHEN m.starts_on > due.month THEN 'not_yet_started'
        WHEN m.ends_on < due.month THEN 'ended'
        WHEN m.status = 'exited' AND m.ends_on = m.starts_on THEN 'exited'
        WHEN EXISTS (
            SELECT FROM run_lines AS l
            WHERE
                l.membership_id = m.id AND l.month = due.month AND l.credited_at IS NOT NULL AND l.kind = 'monthly'
        ) THEN 'already_credited'
        WHEN m.card_share_minor + m.account_share_minor = 0 THEN 'nothing_due'
    END AS excluded
FROM memberships AS m
CROSS JOIN LATERAL (
    SELECT $2::date AS month
    UNION
    SELECT a.month FROM arrears AS a
    WHERE
        a.membership_id = m.id AND a.month < $2::date AND NOT EXISTS (
            SELECT FROM run_lines AS l
            WHERE l.membership_id = m.id AND l.month = a.month AND l.credited_at IS NOT NULL AND l.kind = 'monthly'
        )
) AS due
WHERE m.programme = $1
ORDER BY m.id, due.month;

-- name: insert_lines
INSERT INTO run_lines (
    id, run_id, membership_id, household_id, wallet_id, month, card_share_minor, account_share_minor, set_off_minor,
    excluded, kind
)
SELECT
    l.id, r.id, l.membership_id, l.household_id, l.wallet_id, l.month, l.card_share_minor, l.account_share_minor,
    l.set_off_minor, l.excluded, r.kind
FROM
    unnest(
        $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::date[], $7::bigint[], $8::bigint[], $9::bigint[],
        $10::text[]
    )
AS l (
    id, membership_id, household_id, wallet_id, month, card_share_minor, account_share_minor, set_off_minor, excluded
)
INNER JOIN runs AS r ON r.id = $1;

-- name: lines
SELECT
    id, membership_id, household_id, wallet_id, month, card_share_minor, account_share_minor, set_off_minor, excluded
FROM run_lines
WHERE run_id = $1
ORDER BY membership_id, month;

-- name: list_excluded
SELECT id, membership_id, household_id, month, excluded AS reason FROM run_lines
WHERE run_id = $1 AND excluded IS NOT NULL AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;

-- name: account_total
SELECT coalesce(sum(account_share_minor), 0)::bigint FROM run_lines WHERE run_id = $1 AND excluded IS NULL;

-- name: due_lines
-- Eligibility is looked at again now: whose household is no more, who was suspended or left since, or was credited by
-- another run, is left out; so is a line whose set-off was lifted or taken by another run, because another sum was
-- approved. OFFSET 0: each line looks its own up by an index; else the planner reads all that was ever credited, and
-- ever kept back, once for every chunk.
SELECT
    l.id, l.membership_id, l.household_id, l.wallet_id, l.month, l.card_share_minor, l.account_share_minor,
    l.set_off_minor,
    CASE
        WHEN EXISTS (SELECT FROM left_wallets AS w WHERE w.wallet_id = l.wallet_id) THEN 'household_left'
        WHEN EXISTS (SELECT FROM holds AS h WHERE h.household_id = l.household_id AND h.released_on IS NULL) THEN 'held'
        WHEN m.status = 'suspended' THEN 'suspended'
        WHEN m.ends_on < l.month THEN 'ended'
        WHEN EXISTS (
            SELECT FROM run_lines AS o
            WHERE
                o.membership_id = l.membership_id AND o.month = l.month AND o.credited_at IS NOT NULL
                AND o.kind = 'monthly' AND l.kind = 'monthly'
            OFFSET 0
        ) THEN 'already_credited'
        WHEN EXISTS (
            SELECT FROM set_off_takings AS t INNER JOIN set_offs AS s ON t.set_off_id = s.id
            WHERE
                t.run_line_id = l.id
                AND (
                    s.lifted_on IS NOT NULL
                    OR s.amount_minor - s.taken_minor < (
                        SELECT sum(p.amount_minor)
                        FROM set_off_takings AS p INNER JOIN run_lines AS o ON p.run_line_id = o.id
                        WHERE p.set_off_id = s.id AND o.run_id = $1 AND o.excluded IS NULL AND o.credited_at IS NULL
                    )
                )
            OFFSET 0
        ) THEN 'set_off_changed'
    END AS excluded
FROM run_lines AS l
INNER JOIN memberships AS m ON l.membership_id = m.id
WHERE
    l.run_id = $1 AND l.excluded IS NULL AND l.credited_at IS NULL
    -- A range of the index, so that no chunk goes through the lines of those before it.
    AND l.id > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000')
ORDER BY l.id
LIMIT $3;

-- name: exclude_lines
UPDATE run_lines AS l SET excluded = n.reason
FROM unnest($1::uuid[], $2::text[]) AS n (id, reason)
WHERE l.id = n.id;

-- name: mark_credited
UPDATE run_lines SET credited_at = $2 WHERE id = ANY ($1::uuid[]);

-- name: insert_arrears
INSERT INTO arrears (membership_id, month) SELECT $1, a.month FROM unnest($2::date[]) AS a (month)
ON CONFLICT (membership_id, month) DO NOTHING;
