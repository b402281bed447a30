-- name: upsert_invitation
-- A new code makes the one before it void.
INSERT INTO invitations (staff_id, digest, made_at, expires_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (staff_id) DO UPDATE SET
    digest = excluded.digest, made_at = excluded.made_at, expires_at = excluded.expires_at;

-- name: is_invited
SELECT exists(SELECT 1 FROM invitations WHERE staff_id = $1 AND digest = $2 AND expires_at > $3);

-- name: use_invitation
DELETE FROM invitations
WHERE staff_id = $1 AND digest = $2;

-- name: add_roles
INSERT INTO staff_roles (staff_id, role, granted_at)
SELECT
    $1,
    granted.role,
    $3
FROM unnest($2::text []) AS granted (role)
ON CONFLICT (staff_id, role) DO NOTHING;
