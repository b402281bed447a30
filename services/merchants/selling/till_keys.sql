-- name: tenant_of_till
SELECT koinon.tenant_of_till($1) AS municipality_id;

-- name: area_of_till
SELECT o.area FROM outlets AS o INNER JOIN tills AS t ON o.id = t.outlet_id WHERE t.id = $1;

-- name: change_key
-- Returns no row for a key that some till of this tenant has or had.
UPDATE tills
SET
    former_key_id = key_id,
    former_key_until = $4,
    key_id = $2,
    public_key = $3,
    version = version + 1
WHERE id = $1 AND NOT EXISTS (SELECT FROM tills AS t WHERE t.key_id = $2 OR t.former_key_id = $2)
RETURNING *;
