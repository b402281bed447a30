-- name: waiting_work
-- What needs a second person does not wait for whoever took the first step: $1 is the actor, $2 the instant, $3 the day.
-- A kind whose name begins with own_ is counted for whom it is about, and for nobody else.
SELECT
    'ideas_to_screen' AS code, count(*) AS number, 0::bigint AS late, min(submitted_at) AS oldest_at
FROM applications WHERE state IN ('submitted', 'screening')
UNION ALL
SELECT
    'ideas_without_reviewers', count(*), 0, min(a.submitted_at)
FROM applications AS a INNER JOIN calls AS c ON a.call_id = c.id
WHERE
    a.state = 'review'
    AND (SELECT count(*) FROM reviews AS r
        WHERE r.application_id = a.id AND r.stage = a.stage AND r.state IN ('assigned', 'submitted')
    ) < (c.terms -> 'stages' -> (a.stage - 1) ->> 'reviewers')::int
UNION ALL
SELECT
    'reviews_to_close', count(*), 0, min(a.submitted_at)
FROM applications AS a INNER JOIN calls AS c ON a.call_id = c.id
WHERE
    a.state = 'review'
    AND (SELECT count(*) FROM reviews AS r
        WHERE r.application_id = a.id AND r.stage = a.stage AND r.state = 'submitted'
    ) >= (c.terms -> 'stages' -> (a.stage - 1) ->> 'reviewers')::int
    AND NOT EXISTS (
        SELECT FROM reviews AS r WHERE r.application_id = a.id AND r.stage = a.stage AND r.state = 'assigned'
    )
UNION ALL
SELECT
    'ideas_to_determine', count(*), 0, min(submitted_at)
FROM applications WHERE state = 'determination' AND applicant_id <> $1
UNION ALL
SELECT
    'sessions_to_prepare', count(*), count(*) FILTER (WHERE held_on < $3), min(planned_at)
FROM sessions WHERE state = 'planned' AND held_on <= $3::date + 14
UNION ALL
SELECT
    'sessions_to_close', count(*), count(*), NULL
FROM sessions WHERE state = 'confirmed' AND held_on < $3
UNION ALL
SELECT
    'milestones_to_check', count(*), 0, NULL
FROM milestones AS m
WHERE
    m.state = 'reported'
    AND NOT EXISTS (
        SELECT FROM proposals AS p WHERE p.subject_id = m.id AND p.state = 'proposed' AND p.expires_at > $2
    )
UNION ALL
SELECT
    'awards_to_agree', count(*), 0, min(proposed_at)
FROM proposals WHERE kind <> 'accredit_enterprise' AND state = 'proposed' AND expires_at > $2 AND maker_id <> $1
UNION ALL
SELECT
    'tranches_to_release', count(*), 0, NULL
FROM milestones AS m INNER JOIN awards AS a ON m.award_id = a.id
WHERE
    m.state = 'accepted' AND a.state = 'committed' AND a.recipient_id <> $1
    AND NOT EXISTS (SELECT FROM tranches AS t WHERE t.milestone_id = m.id)
UNION ALL
SELECT
    'enterprises_to_accredit', count(*), 0, min(proposed_at)
FROM proposals WHERE kind = 'accredit_enterprise' AND state = 'proposed' AND expires_at > $2 AND maker_id <> $1
UNION ALL
SELECT
    'orders_to_offer', count(*), count(*) FILTER (WHERE due_on < $3), min(published_at)
FROM service_orders WHERE state = 'published' AND coalesce(funds, 'set_aside') = 'set_aside'
UNION ALL
SELECT
    'orders_to_approve', count(*), 0, NULL
FROM service_orders WHERE state = 'delivered' AND offered_by <> $1
UNION ALL
SELECT
    'orders_to_pay', count(*), 0, NULL
FROM service_orders WHERE state IN ('invoiced', 'failed') AND approved_by <> $1
UNION ALL
SELECT
    'follow_ups_due', count(*), count(*) FILTER (WHERE due_on < $3), NULL
FROM follow_ups WHERE state = 'planned' AND due_on <= $3
UNION ALL
SELECT
    'reviews_to_give', count(*), 0, min(assigned_at)
FROM reviews WHERE state = 'assigned' AND reviewer_id = $1
UNION ALL
SELECT
    'mentorships_to_answer', count(*), 0, min(proposed_at)
FROM mentorships WHERE state = 'proposed' AND mentor_id = $1
UNION ALL
SELECT
    'mentor_actions_due', count(*), count(*) FILTER (WHERE t.due_on < $3), NULL
FROM mentorships AS s
INNER JOIN mentor_meetings AS m ON s.id = m.mentorship_id
INNER JOIN mentor_actions AS t ON m.id = t.meeting_id
WHERE s.state = 'active' AND s.mentor_id = $1 AND t.owner = 'mentor' AND t.done_at IS NULL
UNION ALL
SELECT
    'own_sessions_to_close', count(*), count(*), NULL
FROM sessions WHERE state = 'confirmed' AND held_on < $3 AND trainer_id = $1
UNION ALL
SELECT
    'own_ideas_to_finish', count(*), 0, min(a.drafted_at)
FROM applications AS a INNER JOIN calls AS c ON a.call_id = c.id
WHERE a.state = 'draft' AND a.applicant_id = $1 AND $3 BETWEEN c.opens_on AND coalesce(a.stage_due_on, c.closes_on)
UNION ALL
SELECT
    'own_ideas_to_sign', count(*), 0, min(j.invited_at)
FROM coapplicants AS j INNER JOIN applications AS a ON j.application_id = a.id
WHERE j.state = 'invited' AND j.person_id = $1 AND a.state = 'draft'
UNION ALL
SELECT
    'own_questions_to_answer', count(*), count(*) FILTER (WHERE q.due_on < $3), min(q.asked_at)
FROM info_requests AS q INNER JOIN applications AS a ON q.application_id = a.id
WHERE q.state = 'asked' AND a.applicant_id = $1
UNION ALL
SELECT
    'own_awards_to_accept', count(*), 0, min(d.decided_at)
FROM applications AS a
CROSS JOIN LATERAL (
    SELECT last.id, last.decided_at FROM determinations AS last
    WHERE last.application_id = a.id
    ORDER BY last.number DESC
    LIMIT 1
) AS d
WHERE
    a.state = 'awarded' AND a.applicant_id = $1
    AND NOT EXISTS (SELECT FROM acceptances AS taken WHERE taken.determination_id = d.id)
UNION ALL
SELECT
    'own_milestones_due', count(*), count(*) FILTER (WHERE m.due_on < $3), NULL
FROM milestones AS m INNER JOIN awards AS a ON m.award_id = a.id
WHERE m.state = 'planned' AND a.state = 'committed' AND a.recipient_id = $1 AND m.due_on <= $3::date + 30
UNION ALL
SELECT
    'own_actions_due', count(*), count(*) FILTER (WHERE t.due_on < $3), NULL
FROM mentorships AS s
INNER JOIN mentor_meetings AS m ON s.id = m.mentorship_id
INNER JOIN mentor_actions AS t ON m.id = t.meeting_id
WHERE s.state = 'active' AND s.participant_id = $1 AND t.owner = 'participant' AND t.done_at IS NULL
UNION ALL
SELECT
    'own_orders_to_answer', count(*), 0, min(o.offered_at)
FROM service_orders AS o INNER JOIN enterprises AS e ON o.enterprise_id = e.id
WHERE o.state = 'offered' AND e.founder_id = $1
UNION ALL
SELECT
    'own_orders_to_invoice', count(*), 0, NULL
FROM service_orders AS o INNER JOIN enterprises AS e ON o.enterprise_id = e.id
WHERE o.state = 'approved' AND e.founder_id = $1
UNION ALL
SELECT
    'own_follow_ups_due', count(*), count(*) FILTER (WHERE due_on < $3), NULL
FROM follow_ups WHERE state = 'planned' AND due_on <= $3 AND participant_id = $1;
