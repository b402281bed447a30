-- name: insert_job
-- Without RETURNING: the api login may write jobs and not read them. Whoever works on jobs hears of it at COMMIT.
WITH asked AS (
    INSERT INTO jobs (id, kind, arguments, total, actor_id, business_time, traceparent)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
)

SELECT pg_notify('koinon_jobs', $2);

-- name: select_job
SELECT id, kind, state, done, total, result, problem, started_at, finished_at
FROM koinon.job($1);
