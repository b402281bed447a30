-- name: select_submitted_reviewers
SELECT reviewer_id
FROM reviews
WHERE application_id = $1 AND stage = $2 AND state = 'submitted';

-- name: insert_meeting
INSERT INTO consensus_meetings (
    id, application_id, stage, held_on, present, recommendation, recorded_at, recorded_by
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: select_meeting
SELECT id, application_id, stage, held_on, present, recommendation, recorded_at
FROM consensus_meetings
WHERE id = $1;

-- name: select_meetings
SELECT id, application_id, stage, held_on, present, recommendation, recorded_at
FROM consensus_meetings
WHERE application_id = $1
ORDER BY id;
