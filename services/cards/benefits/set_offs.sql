-- name: insert_set_off
-- Said again with less in all after a part was repaid in another way; what is kept back already stays so.
INSERT INTO set_offs AS s (id, household_id, programme, currency, amount_minor, ordered_on)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET amount_minor = greatest(excluded.amount_minor, s.taken_minor);

-- name: lift_set_off
UPDATE set_offs SET lifted_on = $2 WHERE id = $1;

-- name: open_set_offs
-- What is still to be kept back, oldest first, without what runs on their way already keep back.
SELECT s.id, s.household_id, s.amount_minor - s.taken_minor - coalesce(p.planned_minor, 0) AS open_minor
FROM set_offs AS s
LEFT JOIN (
    SELECT t.set_off_id, sum(t.amount_minor)::bigint AS planned_minor
    FROM set_off_takings AS t
    INNER JOIN run_lines AS l ON t.run_line_id = l.id
    INNER JOIN runs AS r ON l.run_id = r.id
    WHERE l.credited_at IS NULL AND l.excluded IS NULL AND r.status IN ('locked', 'approved')
    GROUP BY t.set_off_id
) AS p ON s.id = p.set_off_id
WHERE
    s.programme = $1 AND s.lifted_on IS NULL AND s.amount_minor - s.taken_minor > coalesce(p.planned_minor, 0)
ORDER BY s.household_id, s.ordered_on, s.id;

-- name: insert_takings
INSERT INTO set_off_takings (run_line_id, set_off_id, amount_minor)
SELECT t.run_line_id, t.set_off_id, t.amount_minor
FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS t (run_line_id, set_off_id, amount_minor);

-- name: take
-- What the lines that are credited now keep back; the CHECK refuses more than was ordered.
WITH taken AS (
    SELECT t.set_off_id, sum(t.amount_minor)::bigint AS amount_minor FROM set_off_takings AS t
    WHERE t.run_line_id = ANY ($1::uuid[])
    GROUP BY t.set_off_id
)

UPDATE set_offs AS s SET taken_minor = s.taken_minor + t.amount_minor
FROM taken AS t
WHERE s.id = t.set_off_id
RETURNING s.id AS set_off_id, s.household_id, t.amount_minor;
