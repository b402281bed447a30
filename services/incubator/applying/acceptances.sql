-- name: insert_acceptance
INSERT INTO acceptances (determination_id, application_id, accepted_at, accepted_by)
VALUES ($1, $2, $3, $4)
ON CONFLICT (determination_id) DO NOTHING;

-- name: select_awarded
-- Of what was awarded again after it lapsed, the last decision counts.
SELECT
    determination.id AS determination_id,
    determination.decided_at,
    acceptance.accepted_at,
    (
        EXISTS (SELECT FROM enrolments WHERE enrolments.application_id = $1)
        OR EXISTS (SELECT FROM awards WHERE awards.application_id = $1)
    ) AS taken_up
FROM determinations AS determination
LEFT JOIN acceptances AS acceptance ON acceptance.determination_id = determination.id
WHERE determination.application_id = $1 AND determination.outcome = 'awarded'
ORDER BY determination.number DESC
LIMIT 1;
