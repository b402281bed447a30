-- name: find_decided
-- What each decided application stood on that a change from a day on may touch: the assessment that its decision names.
-- One from before that day is looked at while its right runs.
SELECT a.id AS application_id, a.applied_on, s.id AS assessment_id, s.facts
FROM applications AS a
INNER JOIN decisions AS d ON a.id = d.application_id AND d.outcome IS NOT NULL
INNER JOIN assessments AS s ON d.assessment_id = s.id
WHERE
    a.household_id = $1
    AND (
        a.applied_on >= $2
        OR EXISTS (
            SELECT FROM memberships AS m
            WHERE m.application_id = a.id AND m.state <> 'exited' AND m.ends_on >= $2
        )
    )
ORDER BY a.id;

-- name: insert_stale
INSERT INTO stale_assessments (id, assessment_id, application_id, change_id, cause, noted_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: list_stale
-- Of those that somebody has looked at, or has yet to: $4.
SELECT
    s.id, s.application_id, s.assessment_id, c.household_id, s.change_id, s.cause, s.noted_at,
    l.outcome, l.looked_at, l.looked_by
FROM stale_assessments AS s
INNER JOIN household_changes AS c ON s.change_id = c.id
LEFT JOIN second_looks AS l ON s.id = l.stale_assessment_id
WHERE
    ($1::uuid IS NULL OR s.id > $1)
    AND ($2::text IS NULL OR s.cause = $2)
    AND (l.stale_assessment_id IS NOT NULL) = $4
ORDER BY s.id
LIMIT $3;

-- name: find_stale
SELECT
    s.id, s.application_id, s.assessment_id, c.household_id, s.change_id, s.cause, s.noted_at,
    l.outcome, l.looked_at, l.looked_by
FROM stale_assessments AS s
INNER JOIN household_changes AS c ON s.change_id = c.id
LEFT JOIN second_looks AS l ON s.id = l.stale_assessment_id
WHERE s.id = $1;
