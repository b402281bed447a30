-- name: waiting_work
-- What needs a second person does not wait for whoever took the first step: $1 is the actor, $2 the instant, $3 the day.
SELECT
    'cards_to_print' AS code, count(*) AS number, 0::bigint AS late, min(ordered_at) AS oldest_at
FROM cards WHERE status = 'ordered'
UNION ALL
SELECT
    'cards_without_pin', count(*), 0, min(ordered_at)
FROM cards WHERE status = 'issued' AND pin_verifier IS NULL
UNION ALL
SELECT
    'pins_to_unlock', count(*), 0, min(proposed_at)
FROM proposals WHERE kind = 'pin_unlock' AND state = 'proposed' AND expires_at > $2 AND maker_id <> $1
UNION ALL
SELECT
    'money_to_agree', count(*), 0, min(proposed_at)
FROM proposals
WHERE
    kind <> 'pin_unlock' AND state = 'proposed' AND expires_at > $2
    AND maker_id <> $1 AND first_checker_id IS DISTINCT FROM $1
UNION ALL
SELECT
    'runs_to_lock', count(*), count(*) FILTER (WHERE month < date_trunc('month', $3::date)), NULL
FROM runs WHERE status = 'calculated'
UNION ALL
SELECT
    'runs_to_calculate', count(DISTINCT l.programme), 0, NULL
FROM budget_lines AS l
WHERE
    l.purpose = 'benefits' AND l.status = 'open'
    AND $3 BETWEEN coalesce(l.valid_from, $3) AND coalesce(l.valid_until, $3)
    AND EXISTS (SELECT FROM memberships AS m WHERE m.programme = l.programme AND m.status = 'active')
    AND NOT EXISTS (
        SELECT FROM runs AS r
        WHERE r.programme = l.programme AND r.kind = 'monthly' AND r.status <> 'cancelled'
        AND r.month >= date_trunc('month', $3::date)
    )
UNION ALL
SELECT
    'bank_differences', count(*), 0, min(opened_at)
FROM reconciliation_cases WHERE status = 'open'
UNION ALL
SELECT
    'disputes_to_decide', count(*), count(*) FILTER (WHERE decide_by < $3), min(opened_at)
FROM disputes WHERE status = 'disputed' AND proposal_id IS NULL;
