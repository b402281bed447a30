-- name: lock
SELECT pg_advisory_lock(7201963);

-- name: create_table
CREATE TABLE IF NOT EXISTS migrations (
    name text PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- name: grant_table
-- Services compare it with what their code needs before they say that they are ready.
DO
$$
BEGIN
    EXECUTE format(
        'GRANT SELECT ON migrations TO %I, %I',
        regexp_replace(current_user, '_owner$', '_api'), regexp_replace(current_user, '_owner$', '_worker')
    );
END
$$;

-- name: applied
SELECT name, checksum FROM migrations;

-- name: limits
-- A request gives up after two seconds: a migration of three tables, each waited for in turn, has to be faster than that.
SET LOCAL lock_timeout = '500ms';

-- name: record
INSERT INTO migrations (name, checksum) VALUES ($1, $2);
