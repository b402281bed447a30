-- name: insert_looks
-- Whoever looks at a case sees all that was noted of it so far.
INSERT INTO second_looks (stale_assessment_id, outcome, looked_at, looked_by)
SELECT s.id, $3, $4, $5
FROM stale_assessments AS s
WHERE
    s.application_id = $1 AND s.id <= $2
    AND NOT EXISTS (SELECT FROM second_looks AS l WHERE l.stale_assessment_id = s.id)
ON CONFLICT DO NOTHING
RETURNING stale_assessment_id;
