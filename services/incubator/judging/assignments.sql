-- name: select_wanting
-- Applications under review that have fewer reviewers at work than their stage asks for; who abstained does not count.
SELECT
    application.id AS application_id,
    application.language,
    $3::int - count(review.id) FILTER (WHERE review.state IN ('assigned', 'submitted')) AS wanted,
    coalesce(array_agg(review.reviewer_id) FILTER (WHERE review.id IS NOT NULL), '{}') AS asked
FROM applications AS application
LEFT JOIN reviews AS review ON review.application_id = application.id AND review.stage = application.stage
WHERE application.call_id = $1 AND application.stage = $2 AND application.state = 'review'
GROUP BY application.id
HAVING count(review.id) FILTER (WHERE review.state IN ('assigned', 'submitted')) < $3
ORDER BY application.id
LIMIT $4;
