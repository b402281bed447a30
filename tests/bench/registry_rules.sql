-- name: insert_households
INSERT INTO households (municipality_id, id, formed_at, formed_by)
SELECT
    $1,
    new.id,
    $3,
    $1
FROM unnest($2::uuid[]) AS new (id);

-- name: insert_applications
INSERT INTO applications (
    municipality_id, id, household_id, programme, state, declared, applied_on, opened_at, opened_by
)
SELECT
    $1,
    new.id,
    new.household_id,
    'gmi',
    'approved',
    '{}',
    $4,
    $5,
    $1
FROM unnest($2::uuid[], $3::uuid[]) AS new (id, household_id);
