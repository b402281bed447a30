-- name: till_stopped
SELECT stopped_at IS NOT NULL FROM tills WHERE id = $1;
