-- name: insert_award
-- Returns no row when the application has an award.
INSERT INTO awards (
    id, application_id, recipient_id, budget_line_id, currency, amount_minor, state, ends_on, planned_at, planned_by
)
VALUES ($1, $2, $3, $4, $5, $6, 'planned', $7, $8, $9)
ON CONFLICT (municipality_id, application_id) DO NOTHING
RETURNING id;

-- name: insert_milestone
INSERT INTO milestones (id, award_id, number, title, due_on, amount_minor, evidence, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'planned');

-- name: delete_milestones
DELETE FROM milestones WHERE award_id = $1;

-- name: select_planned
SELECT number, title, due_on, amount_minor, evidence FROM milestones
WHERE award_id = $1
ORDER BY number;

-- name: select_awarded
-- The amount of an award is that of its latest determination.
SELECT amount_minor FROM determinations
WHERE application_id = $1
ORDER BY number DESC
LIMIT 1;

-- name: select_award
SELECT
    award.*,
    coalesce(sum(tranche.amount_minor), 0)::bigint AS released_minor,
    coalesce(sum(tranche.amount_minor) FILTER (WHERE tranche.state = 'paid'), 0)::bigint AS paid_minor,
    (SELECT count(*) FROM milestones AS m WHERE m.award_id = award.id AND m.state = 'reported') AS reported,
    (
        SELECT count(*) FROM milestones AS m
        WHERE
            m.award_id = award.id AND m.state = 'accepted'
            AND NOT EXISTS (SELECT FROM tranches AS t WHERE t.milestone_id = m.id)
    ) AS unpaid,
    (SELECT min(m.due_on) FROM milestones AS m WHERE m.award_id = award.id AND m.state = 'planned') AS next_due_on
FROM awards AS award
LEFT JOIN tranches AS tranche ON tranche.award_id = award.id
WHERE award.id = $1
GROUP BY award.id;

-- name: select_awards
SELECT
    award.*,
    coalesce(sum(tranche.amount_minor), 0)::bigint AS released_minor,
    coalesce(sum(tranche.amount_minor) FILTER (WHERE tranche.state = 'paid'), 0)::bigint AS paid_minor,
    (SELECT count(*) FROM milestones AS m WHERE m.award_id = award.id AND m.state = 'reported') AS reported,
    (
        SELECT count(*) FROM milestones AS m
        WHERE
            m.award_id = award.id AND m.state = 'accepted'
            AND NOT EXISTS (SELECT FROM tranches AS t WHERE t.milestone_id = m.id)
    ) AS unpaid,
    (SELECT min(m.due_on) FROM milestones AS m WHERE m.award_id = award.id AND m.state = 'planned') AS next_due_on
FROM awards AS award
LEFT JOIN tranches AS tranche ON tranche.award_id = award.id
WHERE
    ($1::text IS NULL OR award.state = $1)
    AND ($2::uuid IS NULL OR award.recipient_id = $2)
    AND ($3::uuid IS NULL OR award.id > $3)
GROUP BY award.id
ORDER BY award.id
LIMIT $4;

-- name: lock_award
SELECT FROM awards
WHERE id = $1
FOR UPDATE;

-- name: update_state
UPDATE awards SET state = $2, version = version + 1
WHERE id = $1;

-- name: update_committed
UPDATE awards SET proposed_by = $2, committed_by = $3
WHERE id = $1;

-- name: update_refused_for
UPDATE awards SET refused_for = $2
WHERE id = $1;

-- name: update_ends_on
UPDATE awards SET ends_on = $2, version = version + 1
WHERE id = $1;
