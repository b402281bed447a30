-- name: insert_application
-- Returns no row when the person has an application to this call.
INSERT INTO applications (
    id, call_id, applicant_id, language, state, requested_minor, total_minor, country, drafted_at, drafted_by
)
VALUES ($1, $2, $3, $4, 'draft', $5, $6, $7, $8, $9)
ON CONFLICT (municipality_id, call_id, applicant_id) DO NOTHING
RETURNING
    id, version, call_id, applicant_id, language, state, stage, stage_due_on, requested_minor, total_minor, country,
    score_basis_points, submitted_at, drafted_at;

-- name: select_application
SELECT
    id, version, call_id, applicant_id, language, state, stage, stage_due_on, requested_minor, total_minor, country,
    score_basis_points, submitted_at, drafted_at
FROM applications
WHERE id = $1;

-- name: lock_application
SELECT FROM applications
WHERE id = $1
FOR UPDATE;

-- name: select_applications
SELECT
    id, version, call_id, applicant_id, language, state, stage, stage_due_on, requested_minor, total_minor, country,
    score_basis_points, submitted_at, drafted_at
FROM applications
WHERE
    ($1::uuid IS NULL OR call_id = $1)
    AND ($2::text IS NULL OR state = $2)
    AND (
        $3::uuid IS NULL OR applicant_id = $3 OR EXISTS (
            SELECT FROM coapplicants
            WHERE
                coapplicants.application_id = applications.id AND coapplicants.person_id = $3
                AND coapplicants.state IN ('invited', 'signed')
        )
    )
    AND ($4::uuid IS NULL OR id > $4)
ORDER BY id
LIMIT $5;

-- name: update_request
UPDATE applications
SET requested_minor = $2, total_minor = $3, country = $4, version = version + 1
WHERE id = $1
RETURNING
    id, version, call_id, applicant_id, language, state, stage, stage_due_on, requested_minor, total_minor, country,
    score_basis_points, submitted_at, drafted_at;

-- name: select_applicants
SELECT person_id
FROM coapplicants
WHERE application_id = $1 AND state IN ('invited', 'signed')
ORDER BY id;

-- name: reopen_signatures
-- Whoever has signed another text signs anew.
UPDATE coapplicants
SET state = 'invited', signed_sha256 = NULL, signed_on_paper = false, version = version + 1
WHERE application_id = $1 AND state = 'signed';
