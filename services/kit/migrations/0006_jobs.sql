-- Work that takes longer than a request: a row that one process leases at a time, with its progress. No personal data.
-- Every lease raises the epoch, and a chunk is kept only while its epoch is still the row's: who lost the lease writes
-- nothing. Leases run by the database's clock; business_time is the instant at which the work was asked for.
CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]*$'),
    arguments jsonb NOT NULL,
    actor_id uuid NOT NULL,
    business_time timestamptz NOT NULL,
    traceparent text,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed')),
    done bigint NOT NULL DEFAULT 0 CHECK (done >= 0),
    total bigint CHECK (total >= 0),
    progress jsonb,
    result jsonb,
    problem text,
    attempts int NOT NULL DEFAULT 0,
    epoch bigint NOT NULL DEFAULT 0,
    leased_until timestamptz,
    not_before timestamptz NOT NULL DEFAULT clock_timestamp(),
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    CHECK ((state IN ('done', 'failed')) = (finished_at IS NOT NULL)),
    CHECK ((state = 'failed') = (problem IS NOT NULL))
);
CREATE INDEX jobs_waiting ON jobs (not_before) WHERE state IN ('queued', 'running');
SELECT koinon.shared_table('jobs', 'INSERT', 'SELECT, INSERT, UPDATE');

-- How far a job is, for the tenant that started it; the api login may not read the table.
CREATE FUNCTION koinon.job(job_id uuid)
RETURNS TABLE (
    id uuid, kind text, state text, done bigint, total bigint, result jsonb, problem text,
    started_at timestamptz, finished_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$
SELECT jobs.id, jobs.kind, jobs.state, jobs.done, jobs.total, jobs.result, jobs.problem,
    jobs.business_time, jobs.finished_at
FROM jobs
WHERE jobs.id = job_id AND jobs.municipality_id = ANY (koinon.municipalities())
$$;

-- When each timer ticks next, for each tenant. A process ticks while it holds the row's lock.
CREATE TABLE timers (
    name text NOT NULL,
    municipality_id uuid NOT NULL,
    next_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    failures int NOT NULL DEFAULT 0,
    PRIMARY KEY (name, municipality_id)
) WITH (fillfactor = 50);
SELECT koinon.shared_table('timers', '', 'SELECT, INSERT, UPDATE');
