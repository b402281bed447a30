-- name: select_facts
-- Of each household that still is one, the facts of the latest assessment for a programme; with a day, only of those
-- that have a right on it. The ids are sorted without the facts, which would not fit into memory.
WITH latest AS MATERIALIZED (
    SELECT DISTINCT ON (a.household_id) s.id
    FROM applications AS a
    INNER JOIN households AS h ON a.household_id = h.id AND h.closed_on IS NULL
    INNER JOIN assessments AS s ON a.id = s.application_id
    WHERE
        a.programme = $1
        AND a.state <> 'withdrawn'
        AND (
            $2::date IS NULL
            OR EXISTS (
                SELECT FROM memberships AS m
                WHERE
                    m.household_id = a.household_id AND m.programme = $1 AND m.state <> 'exited'
                    AND $2 BETWEEN m.starts_on AND m.ends_on
            )
        )
    ORDER BY a.household_id, s.id DESC
)

SELECT s.facts FROM latest INNER JOIN assessments AS s ON latest.id = s.id;

-- name: count_without_facts
-- Rights on a day that no assessment of ours stands behind: they were decided elsewhere.
SELECT count(*) FROM memberships AS m
WHERE
    m.programme = $1 AND m.state <> 'exited' AND $2 BETWEEN m.starts_on AND m.ends_on
    AND NOT EXISTS (
        SELECT FROM applications AS a INNER JOIN assessments AS s ON a.id = s.application_id
        WHERE a.household_id = m.household_id AND a.programme = $1 AND a.state <> 'withdrawn'
    );
