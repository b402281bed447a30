-- name: upsert_invitation
-- A new code makes the one before it void.
INSERT INTO invitations (staff_id, digest, made_at, expires_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (staff_id) DO UPDATE SET
    digest = excluded.digest, made_at = excluded.made_at, expires_at = excluded.expires_at;

-- name: use_invitation
DELETE FROM invitations
USING staff
WHERE
    invitations.staff_id = staff.id AND staff.username = $1 AND staff.state = 'active'
    AND invitations.digest = $2 AND invitations.expires_at > $3
RETURNING staff.id, staff.municipality_id;

-- name: update_password
UPDATE staff SET password_hash = $2, version = version + 1
WHERE id = $1;

-- name: add_roles
INSERT INTO staff_roles (staff_id, role, granted_at)
SELECT
    $1,
    granted.role,
    $3
FROM unnest($2::text []) AS granted (role)
ON CONFLICT (staff_id, role) DO NOTHING;
