-- name: move_milestones
UPDATE milestones SET due_on = due_on + $2::int, version = version + 1
WHERE award_id = $1 AND state IN ('planned', 'reported');

-- name: update_spent
UPDATE awards SET spent_minor = $2, state = 'closed'
WHERE id = $1;
