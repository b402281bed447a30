-- name: upsert_coapplicant
-- Somebody who was removed or has declined may be asked again; the table of steps refuses what cannot be.
INSERT INTO coapplicants (id, application_id, person_id, state, invited_at, invited_by, changed_at, changed_by)
VALUES ($1, $2, $3, 'invited', $4, $5, $4, $5)
ON CONFLICT (municipality_id, application_id, person_id) DO UPDATE
SET state = 'invited', changed_at = excluded.changed_at, changed_by = excluded.changed_by,
version = coapplicants.version + 1
RETURNING id;

-- name: select_coapplicant
SELECT id, version, application_id, person_id, state, signed_sha256, signed_on_paper, changed_at
FROM coapplicants
WHERE id = $1;

-- name: select_coapplicants
SELECT id, version, application_id, person_id, state, signed_sha256, signed_on_paper, changed_at
FROM coapplicants
WHERE application_id = $1
ORDER BY id;

-- name: update_coapplicant
UPDATE coapplicants
SET state = $2, signed_sha256 = $3, signed_on_paper = $4, changed_at = $5, changed_by = $6, version = version + 1
WHERE id = $1;
