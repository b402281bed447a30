-- name: lock_same
-- Two uploads of the same bytes wait for each other here, so the second one finds the first's.
SELECT pg_advisory_xact_lock(hashtextextended($1, 7));

-- name: find_same
SELECT id FROM imports
WHERE
    kind = $1 AND source = $2 AND programme IS NOT DISTINCT FROM $3 AND sha256 = $4
    AND state NOT IN ('imported', 'cancelled');

-- name: insert_import
INSERT INTO imports (
    id, kind, source, programme, sha256, state, file_id, rows_count, mapping, uploaded_by, uploaded_at
)
VALUES ($1, $2, $3, $4, $5, 'uploaded', $6, $7, $8, $9, $10);

-- name: find_import
SELECT
    i.id, i.version, i.kind, i.source, i.programme, i.state, i.sha256, i.file_id, i.rows_count, i.mapping,
    i.total_minor, i.job_id, i.proposal_id, p.payload_hash, i.uploaded_by, i.uploaded_at, i.confirmed_by,
    i.confirmed_at, i.ended_at, i.shredded_at
FROM imports AS i LEFT JOIN proposals AS p ON i.proposal_id = p.id
WHERE i.id = $1;

-- name: lock_import
SELECT id FROM imports WHERE id = $1 FOR UPDATE;

-- name: list_imports
SELECT
    i.id, i.version, i.kind, i.source, i.programme, i.state, i.sha256, i.file_id, i.rows_count, i.mapping,
    i.total_minor, i.job_id, i.proposal_id, p.payload_hash, i.uploaded_by, i.uploaded_at, i.confirmed_by,
    i.confirmed_at, i.ended_at, i.shredded_at
FROM imports AS i LEFT JOIN proposals AS p ON i.proposal_id = p.id
WHERE ($1::uuid IS NULL OR i.id > $1) AND ($2::text IS NULL OR i.kind = $2)
ORDER BY i.id
LIMIT $3;

-- name: remap
UPDATE imports SET state = 'uploaded', mapping = $2, total_minor = 0, version = version + 1 WHERE id = $1;

-- name: work
UPDATE imports SET state = $2, job_id = $3, version = version + 1 WHERE id = $1;

-- name: propose
UPDATE imports SET state = $2, proposal_id = $3, version = version + 1 WHERE id = $1;

-- name: confirm
UPDATE imports SET state = $2, job_id = $3, confirmed_by = $4, confirmed_at = $5, version = version + 1 WHERE id = $1;

-- name: end
UPDATE imports SET state = $2, ended_at = $3, version = version + 1 WHERE id = $1;

-- name: note_shredded
UPDATE imports SET shredded_at = $2 WHERE id = $1;
