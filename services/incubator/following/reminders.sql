-- name: select_due
-- What is missing, with the last round of reminders whose day has come; who was erased is left in peace.
WITH rounds AS (
    SELECT 'follow_up' AS kind, r.days, r.round FROM unnest($2::int []) WITH ORDINALITY AS r (days, round)
    UNION ALL
    SELECT 'milestone' AS kind, r.days, r.round FROM unnest($3::int []) WITH ORDINALITY AS r (days, round)
    UNION ALL
    SELECT 'accounts' AS kind, r.days, r.round FROM unnest($4::int []) WITH ORDINALITY AS r (days, round)
),

missing AS (
    SELECT 'follow_up' AS kind, f.id AS subject_id, f.participant_id AS person_id, f.due_on, f.months
    FROM follow_ups AS f
    WHERE f.state = 'planned'
    UNION ALL
    SELECT 'milestone' AS kind, m.id AS subject_id, a.recipient_id AS person_id, m.due_on, 0 AS months
    FROM milestones AS m
    INNER JOIN awards AS a ON m.award_id = a.id
    WHERE m.state = 'planned' AND a.state = 'committed'
    UNION ALL
    SELECT 'accounts' AS kind, e.id AS subject_id, e.founder_id AS person_id, y.began_on AS due_on, 0 AS months
    FROM enterprises AS e
    CROSS JOIN (SELECT date_trunc('year', $1::date)::date AS began_on) AS y
    WHERE
        e.state IN ('trading', 'dormant') AND e.accredited_on < y.began_on
        AND NOT EXISTS (
            SELECT FROM enterprise_accounts AS stated
            WHERE stated.enterprise_id = e.id AND stated.year = extract(YEAR FROM y.began_on) - 1
        )
)

SELECT DISTINCT ON (m.subject_id)
    m.kind, m.subject_id, m.person_id, m.due_on, m.months, r.round::int AS round, p.language
FROM missing AS m
INNER JOIN rounds AS r ON m.kind = r.kind
INNER JOIN persons AS p ON m.person_id = p.id
WHERE
    m.due_on + r.days <= $1 AND p.erased_at IS NULL
    AND NOT EXISTS (
        SELECT FROM reminders AS sent
        WHERE sent.subject_id = m.subject_id AND sent.due_on = m.due_on AND sent.round >= r.round
    )
ORDER BY m.subject_id ASC, r.round DESC
LIMIT $5;

-- name: insert_reminder
INSERT INTO reminders (id, kind, subject_id, due_on, round, person_id, sent_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: select_reminders
SELECT id, kind, subject_id, due_on, round, person_id, sent_at FROM reminders
WHERE ($1::uuid IS NULL OR id > $1)
ORDER BY id
LIMIT $2;
