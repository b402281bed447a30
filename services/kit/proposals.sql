-- name: expire_proposals
-- A proposal past its time makes room for a new one about the same thing.
UPDATE proposals
SET state = 'expired', decided_at = $3, version = version + 1
WHERE kind = $1 AND subject_id = $2 AND state IN ('proposed', 'approved') AND expires_at <= $3;

-- name: insert_proposal
-- Returns no row while another proposal about the same thing is open.
INSERT INTO proposals (id, kind, subject_id, payload, payload_hash, maker_id, approvers, proposed_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (municipality_id, kind, subject_id) WHERE state IN ('proposed', 'approved') DO NOTHING
RETURNING *;

-- name: select_proposal
SELECT *
FROM proposals
WHERE id = $1;

-- name: lock_proposal
SELECT *
FROM proposals
WHERE id = $1
FOR UPDATE;

-- name: select_waiting_proposals
SELECT *
FROM proposals
WHERE
    state = 'proposed'
    AND expires_at > $1
    AND ($2::text [] IS NULL OR kind = ANY($2::text []))
    AND ($3::uuid IS NULL OR id > $3)
ORDER BY id
LIMIT $4;

-- name: select_proposals_of_subject
SELECT *
FROM proposals
WHERE subject_id = $1 AND ($2::text IS NULL OR kind = $2)
ORDER BY id DESC;

-- name: update_proposal
UPDATE proposals
SET state = $2, first_checker_id = $3, second_checker_id = $4, decided_at = $5, version = version + 1
WHERE id = $1
RETURNING *;
