-- name: search
-- Overdue is what should be decided by now, and what a household should have answered.
SELECT
    a.id, a.version, a.household_id, m.person_id AS applicant_id, a.programme, a.state, a.applied_on, a.decide_by,
    a.assignee_id, a.opened_at
FROM applications AS a
CROSS JOIN LATERAL (
    SELECT one.person_id FROM household_members AS one
    WHERE one.household_id = a.household_id AND one.relation = 'applicant'
    ORDER BY one.left_on DESC NULLS FIRST, one.joined_on DESC
    LIMIT 1
) AS m
WHERE
    ($1::uuid IS NULL OR a.id > $1)
    AND ($2::text IS NULL OR a.state = $2)
    AND ($3::text IS NULL OR a.programme = $3)
    AND CASE $4::text
        WHEN 'mine' THEN a.assignee_id = $5
        WHEN 'somebody' THEN a.assignee_id IS NOT NULL
        WHEN 'nobody' THEN a.assignee_id IS NULL
        ELSE true
    END
    AND (
        $6::date IS NULL
        OR (a.state IN ('submitted', 'in_review', 'info_requested', 'recommended') AND a.decide_by < $6)
        OR EXISTS (
            SELECT FROM info_requests AS q WHERE q.application_id = a.id AND q.closed_at IS NULL AND q.due_on < $6
        )
    )
    AND a.opened_at <= $7
ORDER BY a.id
LIMIT $8;

-- name: count_open
SELECT
    a.programme,
    a.state,
    count(*) AS number,
    count(*) FILTER (WHERE a.assignee_id = $1) AS mine,
    count(*) FILTER (WHERE a.assignee_id IS NULL) AS unassigned,
    count(*) FILTER (WHERE (a.state NOT IN ('draft', 'appealed') AND a.decide_by < $2) OR q.due_on < $2) AS overdue
FROM applications AS a
LEFT JOIN info_requests AS q ON a.id = q.application_id AND q.closed_at IS NULL
WHERE a.state IN ('draft', 'submitted', 'in_review', 'info_requested', 'recommended', 'appealed')
GROUP BY a.programme, a.state
ORDER BY a.programme, a.state;
