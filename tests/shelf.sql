-- Run by the superuser in a test's own database.

-- name: end_sessions
-- What a test has killed or forgotten may still be connected; the pools that are kept have ended what they began.
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
AND (
    application_name <> 'koinon'
    OR state <> 'idle'
    OR pid IN (SELECT l.pid FROM pg_locks AS l WHERE l.locktype = 'advisory')
);

-- name: schema_mark
-- Changes with every command that changes the schema: each writes, or removes, a row of one of these catalogs.
-- What analyses and vacuums write there keeps its row. The two tables are those that migrations fill.
SELECT concat_ws(
    ' ',
    count(*),
    sum(xmin::text::bigint),
    (SELECT md5(string_agg(m::text, '' ORDER BY m)) FROM migrations AS m),
    (SELECT md5(string_agg(p::text, '' ORDER BY p)) FROM outbox_partitions AS p)
)
FROM (
    SELECT xmin FROM pg_class
    UNION ALL SELECT xmin FROM pg_attribute
    UNION ALL SELECT xmin FROM pg_attrdef
    UNION ALL SELECT xmin FROM pg_constraint
    UNION ALL SELECT xmin FROM pg_index
    UNION ALL SELECT xmin FROM pg_trigger
    UNION ALL SELECT xmin FROM pg_policy
    UNION ALL SELECT xmin FROM pg_proc
    UNION ALL SELECT xmin FROM pg_type
    UNION ALL SELECT xmin FROM pg_namespace
    UNION ALL SELECT xmin FROM pg_rewrite
    UNION ALL SELECT xmin FROM pg_default_acl
    UNION ALL SELECT xmin FROM pg_event_trigger
    UNION ALL SELECT xmin FROM pg_extension
    UNION ALL SELECT s.xmin FROM pg_db_role_setting AS s INNER JOIN pg_database AS d ON s.setdatabase = d.oid
    WHERE d.datname = current_database()
    UNION ALL SELECT xmin FROM pg_database WHERE datname = current_database()
) AS catalogs;

-- name: empty
-- Nothing of the schema is touched: TRUNCATE and RESTART would make every file anew, which is what a clone costs.
DO $$
DECLARE
    filled regclass;
BEGIN
    SET LOCAL session_replication_role = replica; -- rows that may never be deleted, and those others refer to, go too
    FOR filled IN
        SELECT c.oid FROM pg_class AS c
        INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid
        WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        AND c.relname NOT IN ('migrations', 'outbox_partitions')
    LOOP
        EXECUTE format('DELETE FROM %s', filled);
    END LOOP;
    PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence;
END
$$;
