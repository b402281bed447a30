-- name: select_archive_failing
-- No row where nothing is archived or all is well. The instant is wall time, as PostgreSQL's own are.
SELECT extract(EPOCH FROM $1 - coalesce(last_archived_time, stats_reset))::float8
FROM pg_stat_archiver
WHERE last_failed_time > coalesce(last_archived_time, stats_reset);
