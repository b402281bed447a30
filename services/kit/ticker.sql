-- name: lease_job
-- The longest waiting job that nobody holds. A chunk in progress holds the row's lock, so its job is skipped.
UPDATE jobs
SET
    state = 'running',
    epoch = epoch + 1,
    leased_until = clock_timestamp() + $1::interval
WHERE id = (
    SELECT id FROM jobs
    WHERE
        state IN ('queued', 'running')
        AND kind = ANY($2::text [])
        AND not_before <= clock_timestamp()
        AND (leased_until IS NULL OR leased_until < clock_timestamp())
    ORDER BY not_before
    LIMIT 1
    FOR UPDATE SKIP LOCKED
)
RETURNING id, municipality_id, kind, actor_id, traceparent, epoch;

-- name: hold_lease
-- The first statement of a chunk: no row means that the lease is lost. The row stays locked until the chunk is kept.
UPDATE jobs
SET leased_until = clock_timestamp() + $3::interval
WHERE id = $1 AND epoch = $2
RETURNING
    id AS job_id, arguments, done, total, progress, business_time + (clock_timestamp() - created_at) AS now;

-- name: keep_progress
UPDATE jobs
SET
    done = $3,
    total = $4,
    progress = $5,
    attempts = 0,
    state = CASE WHEN $6 THEN 'done' ELSE 'running' END,
    result = $7,
    leased_until = CASE WHEN $6 THEN NULL ELSE leased_until END,
    finished_at = CASE WHEN $6 THEN clock_timestamp() END
WHERE id = $1 AND epoch = $2;

-- name: release_job
-- A process that stops lets its job go, so that another need not wait for the lease to end.
UPDATE jobs
SET leased_until = NULL
WHERE id = $1 AND epoch = $2;

-- name: retry_job
-- After a failed chunk the job waits 1, 2, 4 … seconds, and fails for good after $3 chunks failed in a row.
UPDATE jobs
SET
    attempts = attempts + 1,
    leased_until = NULL,
    not_before = clock_timestamp() + interval '1 second' * (2 ^ attempts),
    state = CASE WHEN attempts + 1 < $3 THEN 'running' ELSE 'failed' END,
    problem = CASE WHEN attempts + 1 < $3 THEN NULL ELSE 'internal-error' END,
    finished_at = CASE WHEN attempts + 1 < $3 THEN NULL ELSE clock_timestamp() END
WHERE id = $1 AND epoch = $2;

-- name: fail_job
UPDATE jobs
SET state = 'failed', problem = $3, leased_until = NULL, finished_at = clock_timestamp()
WHERE id = $1 AND epoch = $2;

-- name: insert_timers
INSERT INTO timers (name, municipality_id)
SELECT timer.name, municipality.id
FROM unnest($1::text []) AS timer (name) CROSS JOIN unnest($2::uuid []) AS municipality (id)
ON CONFLICT DO NOTHING;

-- name: next_timer
SELECT name, municipality_id
FROM timers
WHERE name = ANY($1::text []) AND municipality_id = ANY($2::uuid []) AND next_at <= clock_timestamp()
ORDER BY next_at
LIMIT 1;

-- name: lock_timer
-- Another process may have ticked between: then no row comes back.
SELECT name
FROM timers
WHERE name = $1 AND municipality_id = $2 AND next_at <= clock_timestamp()
FOR UPDATE SKIP LOCKED;

-- name: keep_tick
UPDATE timers
SET next_at = clock_timestamp() + $3::interval, failures = 0
WHERE name = $1 AND municipality_id = $2;

-- name: postpone_timer
UPDATE timers
SET next_at = clock_timestamp() + $3::interval, failures = failures + 1
WHERE name = $1 AND municipality_id = $2;
