-- name: waiting_work
-- What needs a second person does not wait for whoever took the first step: $1 is the actor, $2 the instant, $3 the day,
-- $4 the bank's reasons that are about the payee.
SELECT
    'applications_draft' AS code, count(*) AS number, 0::bigint AS late, min(opened_at) AS oldest_at
FROM applications WHERE state = 'draft' AND opened_by = $1
UNION ALL
SELECT
    'applications_to_review', count(*), count(*) FILTER (WHERE decide_by < $3), min(opened_at)
FROM applications WHERE state IN ('submitted', 'in_review') AND (assignee_id IS NULL OR assignee_id = $1)
UNION ALL
SELECT
    'applications_unanswered', count(*), count(*), min(asked_at)
FROM info_requests WHERE closed_at IS NULL AND due_on < $3
UNION ALL
SELECT
    'applications_to_decide', count(*), count(*) FILTER (WHERE a.decide_by < $3), min(d.recommended_at)
FROM applications AS a INNER JOIN decisions AS d ON a.id = d.application_id
WHERE a.state = 'recommended' AND $1 NOT IN (d.recommended_by, a.opened_by)
UNION ALL
SELECT
    'appeals_to_rule', count(*), 0, min(d.decided_at)
FROM applications AS a INNER JOIN decisions AS d ON a.id = d.application_id
WHERE a.state = 'appealed' AND $1 NOT IN (d.recommended_by, d.decided_by, a.opened_by)
UNION ALL
SELECT
    'second_looks', count(DISTINCT s.application_id), 0, min(s.noted_at)
FROM stale_assessments AS s
WHERE NOT EXISTS (SELECT FROM second_looks AS l WHERE l.stale_assessment_id = s.id)
UNION ALL
SELECT
    'duplicates_to_judge', count(*), 0, min(p.suspected_at)
FROM duplicates AS p
WHERE
    p.state = 'suspected'
    AND NOT EXISTS (
        SELECT FROM proposals AS q
        WHERE q.subject_id = p.id AND q.kind = 'merge_persons' AND q.state = 'proposed' AND q.expires_at > $2
    )
UNION ALL
SELECT
    'duplicates_to_merge', count(*), 0, min(proposed_at)
FROM proposals WHERE kind = 'merge_persons' AND state = 'proposed' AND expires_at > $2 AND maker_id <> $1
UNION ALL
SELECT
    'household_changes_to_agree', count(*), 0, min(proposed_at)
FROM proposals
WHERE
    kind IN ('household_split', 'household_merge', 'household_closure', 'death_revocation')
    AND state = 'proposed' AND expires_at > $2 AND maker_id <> $1
UNION ALL
SELECT
    'imports_to_confirm', count(*), 0, min(uploaded_at)
FROM imports WHERE state = 'checked'
UNION ALL
SELECT
    'imports_to_approve', count(*), 0, min(proposed_at)
FROM proposals WHERE kind = 'import_decisions' AND state = 'proposed' AND expires_at > $2 AND maker_id <> $1
UNION ALL
SELECT
    'complaints_to_assign', count(*), count(*) FILTER (WHERE due_on < $3), min(received_at)
FROM grievances WHERE state = 'received' AND staff_id IS DISTINCT FROM $1
UNION ALL
SELECT
    'complaints_to_answer', count(*), count(*) FILTER (WHERE due_on < $3), min(received_at)
FROM grievances WHERE state IN ('assigned', 'in_review') AND assigned_to = $1
UNION ALL
SELECT
    'complaints_escalated', count(*), count(*) FILTER (WHERE due_on < $3), min(escalated_at)
FROM grievances
WHERE state = 'escalated' AND escalated_from IS DISTINCT FROM $1 AND staff_id IS DISTINCT FROM $1
UNION ALL
SELECT
    'relatives_to_confirm', count(*), 0, min(declared_at) FILTER (WHERE state = 'proposed')
FROM kinships
WHERE
    staff_id <> $1
    AND (state = 'proposed' AND declared_by <> $1 OR state = 'ending' AND end_proposed_by <> $1)
UNION ALL
SELECT
    'holds_to_lift', count(*), 0, min(proposed_at)
FROM legal_holds WHERE state = 'lift_proposed' AND proposed_by <> $1
UNION ALL
SELECT
    'erasures_to_approve', count(*), 0, min(listed_at)
FROM retention_runs WHERE state = 'listed' AND NOT automatic
UNION ALL
SELECT
    'letters_to_print', count(*), 0, min(queued_at)
FROM messages WHERE channel = 'print' AND state = 'queued'
UNION ALL
SELECT
    'accounts_to_confirm', count(*), 0, min(proposed_at)
FROM account_changes WHERE state = 'proposed' AND proposed_by <> $1
UNION ALL
SELECT
    'payments_to_mend', count(DISTINCT s.household_id), 0, NULL
FROM account_shares AS s LEFT JOIN account_checks AS c ON s.transfer_id = c.transfer_id
WHERE
    (
        (s.status = 'open' AND s.blocked_by IS NOT NULL)
        OR (s.status = 'returned' AND c.transfer_id IS NULL)
        OR (s.status = 'rejected' AND c.transfer_id IS NULL AND coalesce(s.reason, 'MS03') ~ $4)
    )
    AND NOT EXISTS (
        SELECT FROM households AS h
        WHERE h.id = s.household_id AND h.protected_for IS NOT NULL AND h.formed_by <> $1
    )
UNION ALL
SELECT
    'memberships_to_agree', count(*), 0, min(proposed_at)
FROM proposals
WHERE
    kind IN ('lift_suspension', 'exit_membership', 'revoke_membership', 'order_set_off', 'lift_set_off')
    AND state = 'proposed' AND expires_at > $2 AND maker_id <> $1
UNION ALL
SELECT
    'memberships_ended', count(*), count(*), NULL
FROM memberships AS m
WHERE
    m.state <> 'exited' AND m.ends_on < $3
    AND NOT EXISTS (
        SELECT FROM memberships AS n
        WHERE n.household_id = m.household_id AND n.programme = m.programme AND n.starts_on > m.ends_on
    )
    AND NOT EXISTS (
        SELECT FROM applications AS a
        WHERE
            a.household_id = m.household_id AND a.programme = m.programme
            AND a.state IN ('draft', 'submitted', 'in_review', 'info_requested', 'recommended')
    )
UNION ALL
SELECT
    'extensions_to_confirm', count(*), 0, min(proposed_at)
FROM extensions WHERE state = 'proposed' AND proposed_by <> $1
UNION ALL
SELECT
    'decisions_to_confirm', count(*), 0, min(proposed_at)
FROM proposals WHERE kind = 'import_decision' AND state = 'proposed' AND expires_at > $2 AND maker_id <> $1
UNION ALL
SELECT
    'repayments_to_confirm', count(*), 0, min(recorded_at)
FROM repayments WHERE state = 'recorded' AND recorded_by <> $1
UNION ALL
SELECT
    'share_files_to_approve', count(*), 0, min(prepared_at)
FROM bank_files WHERE status = 'proposed' AND expires_at > $2 AND prepared_by <> $1
UNION ALL
SELECT
    'share_files_to_send', count(*), count(*) FILTER (WHERE execution_date < $3), min(approved_at)
FROM bank_files WHERE status = 'approved'
UNION ALL
SELECT
    'shares_came_back', count(*), 0, NULL
FROM account_shares AS s
WHERE
    s.status IN ('rejected', 'returned')
    AND NOT EXISTS (
        SELECT FROM proposals AS q
        WHERE
            q.subject_id = s.id AND q.kind = 'cancel_account_share' AND q.state = 'proposed' AND q.expires_at > $2
    )
UNION ALL
SELECT
    'share_withdrawals_to_agree', count(*), 0, min(proposed_at)
FROM proposals
WHERE
    kind IN ('withdraw_bank_file', 'cancel_account_share') AND state = 'proposed' AND expires_at > $2
    AND maker_id <> $1
UNION ALL
SELECT
    'statement_differences', count(*), 0, min(s.read_at)
FROM bank_statement_lines AS l INNER JOIN bank_statements AS s ON l.bank_statement_id = s.id
WHERE l.outcome = 'difference' AND l.settled_by IS NULL;
