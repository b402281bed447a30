-- name: insert_request
INSERT INTO info_requests (
    id, application_id, kinds, question_id, asked_at, asked_by, due_on, closes_on, remind_on
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: keep_answer
UPDATE info_requests SET answer_id = $2 WHERE id = $1;

-- name: mark_reminded
UPDATE info_requests SET reminded_at = $2 WHERE id = $1;

-- name: latest_request
SELECT
    id, application_id, kinds, question_id, asked_at, asked_by, due_on, closes_on, reminded_at, answer_id, closed_at,
    outcome, not_brought
FROM info_requests_shown
WHERE application_id = $1
ORDER BY id DESC
LIMIT 1;

-- name: find_request
SELECT
    id, application_id, kinds, question_id, asked_at, asked_by, due_on, closes_on, reminded_at, answer_id, closed_at,
    outcome, not_brought
FROM info_requests_shown
WHERE id = $1;

-- name: list_of_application
SELECT
    id, application_id, kinds, question_id, asked_at, asked_by, due_on, closes_on, reminded_at, answer_id, closed_at,
    outcome, not_brought
FROM info_requests_shown
WHERE application_id = $1
ORDER BY id;

-- name: list_open
-- With a day, only those that were due before it.
SELECT
    id, application_id, kinds, question_id, asked_at, asked_by, due_on, closes_on, reminded_at, answer_id, closed_at,
    outcome, not_brought
FROM info_requests_shown
WHERE closed_at IS NULL AND ($1::uuid IS NULL OR id > $1) AND ($2::date IS NULL OR due_on < $2)
ORDER BY id
LIMIT $3;

-- name: list_due
SELECT
    id, application_id, kinds, question_id, asked_at, asked_by, due_on, closes_on, reminded_at, answer_id, closed_at,
    outcome, not_brought
FROM info_requests_shown
WHERE closed_at IS NULL AND reminded_at IS NULL AND remind_on <= $1 AND closes_on >= $1
ORDER BY id
LIMIT $2;

-- name: list_closing
SELECT
    id, application_id, kinds, question_id, asked_at, asked_by, due_on, closes_on, reminded_at, answer_id, closed_at,
    outcome, not_brought
FROM info_requests_shown
WHERE closed_at IS NULL AND closes_on < $1
ORDER BY id
LIMIT $2;
