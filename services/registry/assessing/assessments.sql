-- name: insert_assessment
INSERT INTO assessments (id, application_id, rule_version, facts, result, eligible, assessed_at, assessed_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: latest_assessment
SELECT id, rule_version, facts, result, assessed_at, assessed_by
FROM assessments WHERE application_id = $1
ORDER BY id DESC
LIMIT 1;
