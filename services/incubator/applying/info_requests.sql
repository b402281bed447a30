-- name: insert_info_request
INSERT INTO info_requests (
    id, application_id, stage, state, opened, shown_to_reviewers, due_on, asked_at, asked_by
)
VALUES ($1, $2, $3, 'asked', $4, $5, $6, $7, $8)
RETURNING id;

-- name: select_info_request
SELECT id, version, application_id, stage, state, opened, shown_to_reviewers, due_on, asked_at, ended_at
FROM info_requests
WHERE id = $1;

-- name: select_info_requests
SELECT id, version, application_id, stage, state, opened, shown_to_reviewers, due_on, asked_at, ended_at
FROM info_requests
WHERE application_id = $1
ORDER BY id;

-- name: end_info_request
UPDATE info_requests
SET state = $2, ended_at = $3, ended_by = $4, version = version + 1
WHERE id = $1;
