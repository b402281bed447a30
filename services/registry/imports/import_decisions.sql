-- name: select_known
SELECT id, reference, household_id, monthly_amount_minor, starts_on, ends_on FROM imported_decisions
WHERE programme = $1 AND reference = ANY($2::bytea []) AND state <> 'rejected';

-- name: select_obstacles
-- For each decision, in the order given: whether it is somebody's own case, and whether the household has the right
-- already, by another decision than the one of this reference.
SELECT
    EXISTS (SELECT FROM unnest($5::uuid []) AS s (id) WHERE is_own_case(s.id, asked.household_id, '{}')) AS own_case,
    EXISTS (
        SELECT FROM memberships AS m LEFT JOIN imported_decisions AS d ON m.imported_decision_id = d.id
        WHERE
            m.household_id = asked.household_id AND m.programme = $1 AND m.starts_on <= asked.ends_on
            AND coalesce(m.exited_on - 1, m.ends_on) >= asked.starts_on
            AND (m.exited_on IS NULL OR m.exited_on > m.starts_on)
            AND d.reference IS DISTINCT FROM asked.reference
    ) AS has_right
FROM unnest($2::uuid [], $3::date [], $4::date [], $6::bytea [])
WITH ORDINALITY AS asked (household_id, starts_on, ends_on, reference, place)
ORDER BY asked.place;
