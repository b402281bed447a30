-- name: select_flows
SELECT currency, measure, sum(value)::bigint AS value
FROM flows
WHERE $1::date IS NULL OR month = $1
GROUP BY currency, measure
ORDER BY currency, measure;

-- name: select_programmes
-- What each programme's households got in a month, and how many they are; the row without a programme is all of them.
SELECT
    currency,
    programme,
    count(DISTINCT household_id)::int AS households_count,
    sum(credited_minor + account_minor)::bigint AS amount_minor
FROM benefits
WHERE month = $1
GROUP BY GROUPING SETS ((currency, programme), (currency))
ORDER BY currency, programme;
