-- name: select_decisions
-- Each review of a stage beside the stage's latest decision. Reviewers stand as numbers that say nothing elsewhere.
SELECT
    application.id AS application_id,
    coalesce(review.stage, application.stage) AS stage,
    application.state,
    application.language,
    application.country,
    application.requested_minor,
    decided.number AS decision,
    decided.outcome,
    decided.amount_minor,
    decided.score_basis_points,
    decided.decided_at,
    row_number() OVER (PARTITION BY application.id, review.stage ORDER BY md5(review.id::text)) AS review,
    review.state AS review_state,
    review.scores
FROM applications AS application
LEFT JOIN reviews AS review ON review.application_id = application.id
LEFT JOIN LATERAL (
    SELECT
        determination.number, determination.outcome, determination.amount_minor, determination.score_basis_points,
        determination.decided_at
    FROM determinations AS determination
    WHERE
        determination.application_id = application.id
        AND determination.stage = coalesce(review.stage, application.stage)
    ORDER BY determination.number DESC
    LIMIT 1
) AS decided ON true
WHERE application.call_id = $1 AND application.state <> 'draft'
ORDER BY application.id, review.stage, review;
