-- name: waiting_work
-- What needs a second person does not wait for whoever took the first step: $1 is the actor, $2 the instant, $3 the day.
SELECT
    'roles_to_agree' AS code, count(*) AS number, 0::bigint AS late, min(proposed_at) AS oldest_at
FROM proposals
WHERE state = 'proposed' AND expires_at > $2 AND maker_id <> $1 AND $3::date IS NOT NULL;
