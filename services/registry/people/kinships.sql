-- name: is_own_case
SELECT EXISTS (SELECT FROM unnest($2::uuid[]) AS h (id) WHERE is_own_case($1, h.id, $3::date[]));

-- name: are_kin
SELECT EXISTS (
    SELECT FROM kinships
    WHERE staff_id = $1 AND person_id = ANY ($2::uuid[]) AND state IN ('in_force', 'ending')
);

-- name: insert_kinship
-- One that is on record already, or a second person of one's own, returns no row.
INSERT INTO kinships (id, staff_id, person_id, relation, state, declared_by, declared_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING
RETURNING
    id, version, staff_id, person_id, relation, state, declared_by, declared_at, confirmed_by, end_proposed_by,
    ended_by, ended_at;

-- name: person_exists
SELECT EXISTS (SELECT FROM persons WHERE id = $1 AND erased_at IS NULL AND merged_into IS NULL);

-- name: find_kinship
SELECT
    id, version, staff_id, person_id, relation, state, declared_by, declared_at, confirmed_by, end_proposed_by,
    ended_by, ended_at
FROM kinships WHERE id = $1;

-- name: lock_kinship
SELECT
    id, version, staff_id, person_id, relation, state, declared_by, declared_at, confirmed_by, end_proposed_by,
    ended_by, ended_at
FROM kinships WHERE id = $1 FOR UPDATE;

-- name: confirm
UPDATE kinships SET state = 'in_force', confirmed_by = $2, version = version + 1 WHERE id = $1;

-- name: propose_end
UPDATE kinships SET state = 'ending', end_proposed_by = $2, version = version + 1 WHERE id = $1;

-- name: keep
UPDATE kinships SET state = 'in_force', end_proposed_by = NULL, version = version + 1 WHERE id = $1;

-- name: end_kinship
UPDATE kinships SET state = 'ended', ended_by = $2, ended_at = $3, version = version + 1 WHERE id = $1;

-- name: list_kinships
SELECT
    id, version, staff_id, person_id, relation, state, declared_by, declared_at, confirmed_by, end_proposed_by,
    ended_by, ended_at
FROM kinships
WHERE ($1::uuid IS NULL OR id > $1) AND ($2::uuid IS NULL OR staff_id = $2)
ORDER BY id
LIMIT $3;
