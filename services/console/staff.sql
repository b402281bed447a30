-- name: insert_staff
-- A taken username, or somebody who signs in already, returns no row.
INSERT INTO staff (id, username, password_hash, language, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: select_staff
SELECT
    staff.id,
    staff.municipality_id,
    staff.username,
    staff.language,
    staff.state,
    array(SELECT role FROM staff_roles WHERE staff_id = staff.id ORDER BY role) AS roles,
    staff.created_at,
    staff.version
FROM staff
WHERE staff.id = $1;

-- name: select_all_staff
SELECT
    staff.id,
    staff.municipality_id,
    staff.username,
    staff.language,
    staff.state,
    array(SELECT role FROM staff_roles WHERE staff_id = staff.id ORDER BY role) AS roles,
    staff.created_at,
    staff.version
FROM staff
ORDER BY staff.username;

-- name: select_credentials
SELECT
    staff.id,
    staff.municipality_id,
    staff.username,
    staff.password_hash,
    staff.language,
    array(SELECT role FROM staff_roles WHERE staff_id = staff.id ORDER BY role) AS roles,
    exists(SELECT 1 FROM second_factors WHERE staff_id = staff.id AND confirmed_at IS NOT NULL) AS has_second_step
FROM staff
WHERE staff.username = $1 AND staff.state = 'active';

-- name: update_state
UPDATE staff SET state = $2, version = version + 1
WHERE id = $1;

-- name: update_password
UPDATE staff SET password_hash = $2, version = version + 1
WHERE id = $1;

-- name: delete_roles
DELETE FROM staff_roles
WHERE staff_id = $1;

-- name: insert_roles
INSERT INTO staff_roles (staff_id, role, proposal_id, granted_at)
SELECT
    $1,
    granted.role,
    $3,
    $4
FROM unnest($2::text []) AS granted (role);

-- name: has_staff
SELECT exists(SELECT 1 FROM staff);

-- name: select_usernames_by_id
SELECT
    id,
    username
FROM staff
WHERE id = ANY($1::uuid []);

-- name: select_usernames
SELECT
    id,
    username
FROM staff
ORDER BY username;

-- name: select_usernames_by_role
SELECT
    id,
    username
FROM staff AS s
WHERE s.state = 'active' AND EXISTS (SELECT FROM staff_roles AS r WHERE r.staff_id = s.id AND r.role = ANY($1::text []))
ORDER BY username;
