-- name: person_known
SELECT EXISTS (SELECT FROM persons WHERE id = $1 AND erased_at IS NULL AND merged_into IS NULL);

-- name: insert_hold
-- A hold for the same reason returns no row.
INSERT INTO legal_holds (id, person_id, reason, file_number, state, placed_at, placed_by)
VALUES ($1, $2, $3, $4, 'placed', $5, $6)
ON CONFLICT (municipality_id, person_id, reason) WHERE state <> 'lifted' DO NOTHING
RETURNING id;

-- name: find_hold
SELECT
    id, version, person_id, reason, file_number, state, placed_at, placed_by, proposed_by, lifted_at, lifted_by
FROM legal_holds WHERE id = $1;

-- name: lock_hold
SELECT
    id, version, person_id, reason, file_number, state, placed_at, placed_by, proposed_by, lifted_at, lifted_by
FROM legal_holds WHERE id = $1 FOR UPDATE;

-- name: list_holds
SELECT
    id, version, person_id, reason, file_number, state, placed_at, placed_by, proposed_by, lifted_at, lifted_by
FROM legal_holds
WHERE ($1::uuid IS NULL OR id > $1) AND ($2::uuid IS NULL OR person_id = $2)
ORDER BY id
LIMIT $3;

-- name: propose_lift
UPDATE legal_holds SET state = 'lift_proposed', proposed_by = $2, proposed_at = $3, version = version + 1
WHERE id = $1;

-- name: keep_hold
UPDATE legal_holds SET state = 'placed', proposed_by = NULL, proposed_at = NULL, version = version + 1
WHERE id = $1;

-- name: lift_hold
UPDATE legal_holds SET state = 'lifted', lifted_by = $2, lifted_at = $3, version = version + 1
WHERE id = $1;

-- name: held_among
SELECT DISTINCT person_id FROM legal_holds WHERE person_id = ANY ($1::uuid[]) AND state <> 'lifted';
