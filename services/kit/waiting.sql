-- name: plan_once
-- What waits is counted by many small queries in one: planned anew for each asking, it took longer to plan than to count.
SELECT set_config('plan_cache_mode', 'force_generic_plan', TRUE);
