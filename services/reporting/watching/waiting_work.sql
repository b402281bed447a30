-- name: waiting_work
-- $1 is the actor. The instant and the day, $2 and $3, make no difference: no day is set by which an alert is explained.
SELECT
    'alerts_to_take' AS code, count(*) AS number, 0::bigint AS late, min(found_at) AS oldest_at
FROM alerts WHERE state = 'open' AND $2::timestamptz IS NOT NULL
UNION ALL
SELECT
    'alerts_to_conclude', count(*), 0, min(found_at)
FROM alerts WHERE state = 'assigned' AND assignee_id = $1 AND $3::date IS NOT NULL;
