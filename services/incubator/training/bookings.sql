-- name: lock_trainer
SELECT FROM trainers
WHERE person_id = $1
FOR UPDATE;

-- name: select_clashes
-- The same function refuses a clash in the trigger, for whoever comes past the code.
SELECT clash.session_id, clash.shared
FROM session_clashes(jsonb_populate_record(NULL::sessions, $1::jsonb)) AS clash
ORDER BY clash.session_id, clash.shared
LIMIT 1;
