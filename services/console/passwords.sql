-- name: spend_try
-- Returns a row for each subject that had a try left; the rows are taken in one order, so two sign-ins cannot deadlock.
INSERT INTO sign_in_tries AS kept (subject, tries, window_ends_at)
SELECT
    counted.subject,
    1,
    $4
FROM (SELECT unnest($1::bytea []) AS subject ORDER BY 1) AS counted
ON CONFLICT (subject) DO UPDATE SET
    tries = CASE WHEN kept.window_ends_at <= $3 THEN 1 ELSE kept.tries + 1 END,
    window_ends_at = CASE WHEN kept.window_ends_at <= $3 THEN excluded.window_ends_at ELSE kept.window_ends_at END
WHERE
    kept.window_ends_at <= $3
    OR kept.tries < (
        SELECT limits.tries_max
        FROM unnest($1::bytea [], $2::int []) AS limits (subject, tries_max)
        WHERE limits.subject = kept.subject
    )
RETURNING subject;

-- name: forget_tries
DELETE FROM sign_in_tries
WHERE subject = $1;

-- name: give_back_try
UPDATE sign_in_tries SET tries = tries - 1
WHERE subject = $1 AND tries > 0;
