-- name: select_scored
-- Applications that were scored in a stage, with its reviews; who has gone on has left this stage's ranking.
SELECT
    application.id AS application_id,
    application.score_basis_points,
    application.submitted_at,
    application.country,
    application.requested_minor,
    coalesce(given.reviews, '[]') AS reviews
FROM applications AS application
LEFT JOIN (
    SELECT review.application_id, jsonb_agg(review.scores ORDER BY review.id) AS reviews
    FROM reviews AS review
    INNER JOIN applications AS reviewed ON reviewed.id = review.application_id
    WHERE reviewed.call_id = $1 AND review.stage = $2 AND review.state = 'submitted'
    GROUP BY review.application_id
) AS given ON given.application_id = application.id
WHERE
    application.call_id = $1 AND application.stage = $2
    AND application.score_basis_points IS NOT NULL AND application.state <> 'withdrawn';

-- name: count_awarded
SELECT count(*) FROM applications
WHERE call_id = $1 AND state = 'awarded';
