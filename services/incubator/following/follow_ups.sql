-- name: select_unplanned
SELECT
    enrolment.id AS enrolment_id, enrolment.participant_id, wanted.months,
    ($3::date + make_interval(months => wanted.months))::date AS due_on
FROM enrolments AS enrolment
CROSS JOIN unnest($2::int []) AS wanted (months)
WHERE enrolment.cohort_id = $1 AND NOT EXISTS (
    SELECT FROM follow_ups AS planned
    WHERE planned.enrolment_id = enrolment.id AND planned.months = wanted.months
)
ORDER BY enrolment.id, wanted.months;

-- name: insert_follow_up
INSERT INTO follow_ups (id, enrolment_id, participant_id, months, due_on, state)
VALUES ($1, $2, $3, $4, $5, 'planned');

-- name: select_follow_ups
-- One by its id, those of a cohort, or a page of all.
SELECT
    follow_up.id, follow_up.version, follow_up.enrolment_id, enrolment.cohort_id, follow_up.participant_id,
    follow_up.months, follow_up.due_on, follow_up.state, follow_up.work, follow_up.jobs, follow_up.revenue_minor,
    ledger.revenue_minor AS ledger_revenue_minor,
    (SELECT count(*) FROM follow_up_chases AS chase WHERE chase.follow_up_id = follow_up.id) AS chased,
    follow_up.answered_at
FROM follow_ups AS follow_up
INNER JOIN enrolments AS enrolment ON enrolment.id = follow_up.enrolment_id
CROSS JOIN LATERAL (
    SELECT sum(coalesce(sold.revenue_minor, 0))::bigint AS revenue_minor
    FROM enterprises AS enterprise
    LEFT JOIN merchant_months AS sold
        ON
            sold.merchant_id = enterprise.merchant_id
            AND sold.month < date_trunc('month', follow_up.due_on)
            AND sold.month >= date_trunc('month', follow_up.due_on) - make_interval(months => follow_up.months - (
                SELECT coalesce(max(earlier.months), 0) FROM follow_ups AS earlier
                WHERE earlier.enrolment_id = follow_up.enrolment_id AND earlier.months < follow_up.months
            ))
    WHERE enterprise.founder_id = follow_up.participant_id AND enterprise.merchant_id IS NOT NULL
) AS ledger
WHERE
    ($1::uuid IS NULL OR follow_up.id = $1)
    AND ($2::uuid IS NULL OR enrolment.cohort_id = $2)
    AND ($3::date IS NULL OR (follow_up.due_on <= $3 AND follow_up.state = 'planned'))
    AND ($4::uuid IS NULL OR follow_up.participant_id = $4)
    AND ($5::uuid IS NULL OR follow_up.id > $5)
ORDER BY follow_up.id
LIMIT $6;

-- name: lock_follow_up
SELECT FROM follow_ups
WHERE id = $1
FOR UPDATE;

-- name: update_answered
UPDATE follow_ups
SET
    state = 'answered', work = $2, jobs = $3, revenue_minor = $4, answered_at = $5, answered_by = $6,
    version = version + 1
WHERE id = $1;

-- name: update_unreachable
UPDATE follow_ups SET state = 'unreachable', version = version + 1
WHERE id = $1;

-- name: insert_chase
INSERT INTO follow_up_chases (id, follow_up_id, channel, chased_at, chased_by)
VALUES ($1, $2, $3, $4, $5);
