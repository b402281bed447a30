-- name: select_values
WITH decided AS (
    SELECT DISTINCT ON (application_id) application_id, outcome, decided_on - applied_on AS days
    FROM application_decisions
    ORDER BY application_id, sequence DESC
),

members AS (
    SELECT DISTINCT ON (membership_id) membership_id, state
    FROM membership_changes
    ORDER BY membership_id, sequence DESC
),

present_cards AS (
    SELECT DISTINCT ON (card_id) card_id, state FROM card_changes ORDER BY card_id, sequence DESC
),

shops AS (
    SELECT DISTINCT ON (merchant_id) merchant_id, state FROM merchant_changes ORDER BY merchant_id, sequence DESC
),

called AS (
    SELECT DISTINCT ON (application_id) application_id, outcome
    FROM call_decisions
    ORDER BY application_id, sequence DESC
),

grievances AS (
    SELECT
        grievance_id,
        max(happened_on) FILTER (WHERE state = 'closed')
        - min(happened_on) FILTER (WHERE state = 'received') AS days,
        bool_or(state = 'closed') AS is_closed
    FROM grievance_changes
    GROUP BY grievance_id
),

attended AS (
    SELECT DISTINCT ON (enrolment_id, session_id) enrolment_id, session_id, attended, counts_against
    FROM attendances
    ORDER BY enrolment_id, session_id, sequence DESC
),

followed AS (
    SELECT DISTINCT ON (follow_up_id) follow_up_id, participant_id, months, outcome, is_working, jobs
    FROM follow_ups
    ORDER BY follow_up_id, sequence DESC
),

latest AS (
    SELECT DISTINCT ON (participant_id) participant_id, is_working, jobs
    FROM followed
    WHERE outcome = 'answered'
    ORDER BY participant_id, months DESC
)

SELECT 'applications_approved' AS code, count(*)::bigint AS value FROM decided WHERE outcome = 'approved'
UNION ALL
SELECT 'applications_rejected' AS code, count(*) AS value FROM decided WHERE outcome = 'rejected'
UNION ALL
SELECT 'decisions_reversed' AS code, count(*) AS value FROM application_decisions WHERE sequence > 1
UNION ALL
SELECT
    'decision_days_median' AS code,
    (percentile_disc(0.5) WITHIN GROUP (ORDER BY days))::bigint AS value
FROM decided
UNION ALL
SELECT 'memberships_' || state AS code, count(*) AS value FROM members GROUP BY state
UNION ALL
SELECT 'households_credited' AS code, count(DISTINCT household_id) AS value FROM benefits
UNION ALL
SELECT 'cards_' || state AS code, count(*) AS value FROM present_cards GROUP BY state
UNION ALL
SELECT 'merchants_' || state AS code, count(*) AS value FROM shops GROUP BY state
UNION ALL
SELECT 'payments' AS code, sum(payments_count)::bigint AS value FROM sales
UNION ALL
SELECT 'declines' AS code, sum(declined_count)::bigint AS value FROM declines
UNION ALL
SELECT
    'social_enterprise_share_basis_points' AS code,
    (sum(s.spent_minor - s.refunded_minor) FILTER (WHERE m.kind = 'social_enterprise') * 10000
        / nullif(sum(s.spent_minor - s.refunded_minor), 0))::bigint AS value
FROM sales AS s
LEFT JOIN merchants AS m ON s.municipality_id = m.municipality_id AND s.merchant_id = m.merchant_id
UNION ALL
SELECT 'call_applications_' || outcome AS code, count(*) AS value FROM called GROUP BY outcome
UNION ALL
SELECT 'participants' AS code, count(DISTINCT participant_id) AS value FROM enrolments
UNION ALL
SELECT
    'attendance_basis_points' AS code,
    count(*) FILTER (WHERE attended) * 10000 / nullif(count(*) FILTER (WHERE attended OR counts_against), 0) AS value
FROM attended
UNION ALL
SELECT 'enterprises_accredited' AS code, count(DISTINCT enterprise_id) AS value FROM enterprises
UNION ALL
SELECT 'absences_excused' AS code, count(*) AS value FROM attended WHERE NOT attended AND NOT counts_against
UNION ALL
SELECT
    'accommodations_met_basis_points' AS code,
    (sum(needs_met) * 10000 / nullif(sum(needs_met + needs_waived + needs_unmet), 0))::bigint AS value
FROM sessions
UNION ALL
SELECT 'follow_ups_' || outcome AS code, count(*) AS value FROM followed GROUP BY outcome
UNION ALL
SELECT 'participants_working' AS code, count(*) AS value FROM latest WHERE is_working
UNION ALL
SELECT 'jobs' AS code, sum(jobs)::bigint AS value FROM latest
UNION ALL
SELECT 'awards_committed' AS code, count(*) AS value
FROM commitment_changes
WHERE subject = 'award' AND state = 'committed'
UNION ALL
SELECT
    'awards_paid_basis_points' AS code,
    (coalesce(sum(amount_minor) FILTER (WHERE subject = 'grant'), 0) * 10000
        / nullif(sum(amount_minor) FILTER (WHERE subject = 'award' AND state = 'committed'), 0))::bigint AS value
FROM commitment_changes
UNION ALL
SELECT 'orders_' || state AS code, count(*) AS value FROM commitment_changes WHERE subject = 'order' GROUP BY state
UNION ALL
SELECT
    'order_days_median' AS code,
    (percentile_disc(0.5) WITHIN GROUP (ORDER BY days))::bigint AS value
FROM (
    SELECT
        max(happened_on) FILTER (WHERE state = 'released')
        - min(happened_on) FILTER (WHERE state = 'published') AS days
    FROM commitment_changes
    WHERE subject = 'order'
    GROUP BY subject_id
) AS ordered
UNION ALL
SELECT 'alerts_' || state AS code, count(*) AS value FROM alerts GROUP BY state
UNION ALL
SELECT 'alerts_' || conclusion AS code, count(*) AS value FROM alerts WHERE conclusion IS NOT NULL GROUP BY conclusion
UNION ALL
SELECT 'duplicates_merged' AS code, count(DISTINCT household_id) AS value FROM merged_households
UNION ALL
SELECT 'renewals_due' AS code, count(*) AS value
FROM (
    -- The term is told when a membership begins, and again when it is extended.
    SELECT m.membership_id, max(c.ends_on) AS ends_on
    FROM members AS m INNER JOIN membership_changes AS c ON m.membership_id = c.membership_id
    WHERE m.state = 'active'
    GROUP BY m.membership_id
) AS terms
WHERE terms.ends_on BETWEEN $1::date AND $1::date + 60
UNION ALL
SELECT 'grievances_received' AS code, count(*) AS value FROM grievances
UNION ALL
SELECT 'grievances_open' AS code, count(*) AS value FROM grievances WHERE NOT is_closed
UNION ALL
SELECT
    'grievance_days_median' AS code,
    (percentile_disc(0.5) WITHIN GROUP (ORDER BY days))::bigint AS value
FROM grievances
WHERE is_closed
UNION ALL
SELECT 'cards_replaced' AS code, count(*) AS value FROM card_changes WHERE state = 'ordered' AND reason = 'replacement'
UNION ALL
SELECT 'runs_credited' AS code, count(DISTINCT run_id) AS value FROM credited_days WHERE credited_minor > 0
UNION ALL
SELECT
    'expired_basis_points' AS code,
    (sum(expired_minor) * 10000 / nullif(sum(credited_minor), 0))::bigint AS value
FROM credited_days
UNION ALL
SELECT
    'declined_basis_points' AS code,
    (d.declined * 10000 / nullif(d.declined + s.paid, 0))::bigint AS value
FROM (SELECT coalesce(sum(declined_count), 0) AS declined FROM declines) AS d
CROSS JOIN (SELECT coalesce(sum(payments_count), 0) AS paid FROM sales) AS s
UNION ALL
SELECT 'days_unsettled' AS code, count(*) AS value
FROM closed_days AS c
WHERE
    c.net_minor <> 0
    AND NOT EXISTS (
        SELECT FROM batches AS b
        WHERE b.settlement_date = c.settlement_date AND b.merchant_id = c.merchant_id AND b.currency = c.currency
    )
UNION ALL
SELECT 'payouts_' || state AS code, count(*) AS value FROM payouts WHERE state <> 'paid' GROUP BY state;

-- name: select_declines
SELECT decline_code, sum(declined_count)::bigint AS declined
FROM declines
GROUP BY decline_code
ORDER BY declined DESC, decline_code;
