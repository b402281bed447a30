-- name: find_decided
-- What each decided application stood on: the assessment that its decision names.
SELECT a.id AS application_id, a.applied_on, s.id AS assessment_id, s.facts
FROM applications AS a
INNER JOIN decisions AS d ON a.id = d.application_id AND d.outcome IS NOT NULL
INNER JOIN assessments AS s ON d.assessment_id = s.id
WHERE a.household_id = $1 AND a.applied_on >= $2
ORDER BY a.id;

-- name: insert_stale
INSERT INTO stale_assessments (id, assessment_id, application_id, change_id, noted_at) VALUES ($1, $2, $3, $4, $5);

-- name: list_stale
SELECT s.id, s.application_id, s.assessment_id, c.household_id, s.change_id, s.noted_at
FROM stale_assessments AS s INNER JOIN household_changes AS c ON s.change_id = c.id
WHERE $1::uuid IS NULL OR s.id > $1
ORDER BY s.id
LIMIT $2;
