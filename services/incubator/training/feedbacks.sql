-- name: insert_giver
INSERT INTO feedback_givers (session_id, enrolment_id)
VALUES ($1, $2)
ON CONFLICT DO NOTHING;

-- name: insert_feedback
INSERT INTO feedbacks (id, session_id, content, teaching, access)
VALUES ($1, $2, $3, $4, $5);

-- name: select_figures
SELECT
    (SELECT count(*) FROM attendances WHERE attendances.session_id = $1 AND attendances.attended) AS attended,
    count(*) AS answers,
    sum(content) AS content,
    sum(teaching) AS teaching,
    sum(access) AS access
FROM feedbacks
WHERE session_id = $1;

-- name: select_ids
SELECT id
FROM feedbacks
WHERE session_id = $1
ORDER BY id;
