-- name: select_declines
SELECT
    month,
    currency,
    decline_code,
    sum(declined_count)::bigint AS declined_count,
    sum(declined_minor)::bigint AS declined_minor
FROM declines
WHERE month BETWEEN $1 AND $2
GROUP BY month, currency, decline_code
ORDER BY month, currency, decline_code;
