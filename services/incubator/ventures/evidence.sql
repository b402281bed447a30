-- name: insert_evidence
INSERT INTO evidence (id, enterprise_id, gate, kind, reference, sha256, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
RETURNING id, enterprise_id, gate, kind, reference, sha256, recorded_at, recorded_by;

-- name: select_paper
SELECT id, enterprise_id, gate, kind, reference, sha256, recorded_at, recorded_by
FROM evidence
WHERE id = $1;

-- name: select_evidence
SELECT id, enterprise_id, gate, kind, reference, sha256, recorded_at, recorded_by
FROM evidence
WHERE enterprise_id = $1
ORDER BY id;
