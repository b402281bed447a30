-- name: insert_consents
-- A consent that is in force already stays as it was given first.
INSERT INTO consents (id, person_id, purpose, given_at, recorded_by)
SELECT new.id, new.person_id, new.purpose, $4, $5
FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS new (id, person_id, purpose)
ON CONFLICT (person_id, purpose) WHERE withdrawn_at IS NULL DO NOTHING;

-- name: find_consents
SELECT id, person_id, purpose, given_at FROM consents
WHERE person_id = ANY ($1::uuid[]) AND withdrawn_at IS NULL
ORDER BY id;

-- name: withdraw_consent
UPDATE consents SET withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL
RETURNING id, person_id, purpose, given_at;

-- name: person_exists
SELECT EXISTS (SELECT FROM persons WHERE id = $1 AND erased_at IS NULL);
