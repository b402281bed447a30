-- name: select_ground
-- Nothing fails where nothing is archived. Instants are wall time, as PostgreSQL's own are.
SELECT
    (
        SELECT extract(EPOCH FROM $1 - coalesce(archiver.last_archived_time, archiver.stats_reset))::float8
        FROM pg_stat_archiver AS archiver
        WHERE archiver.last_failed_time > coalesce(archiver.last_archived_time, archiver.stats_reset)
    ) AS archive_failing_seconds,
    (SELECT max(rehearsals.rehearsed_at) FROM rehearsals) AS rehearsed_at,
    has_function_privilege('pg_ls_waldir()', 'EXECUTE') AS sees_backups;

-- name: select_last_backup
-- PostgreSQL keeps the history file of the last base backup that ended beside its WAL, until the next one ends.
SELECT max(file.modification) FROM pg_ls_waldir() AS file WHERE file.name LIKE '%.backup';

-- name: insert_rehearsal
INSERT INTO rehearsals (rehearsed_at) VALUES ($1) ON CONFLICT (rehearsed_at) DO NOTHING;
