-- name: close_expired_consents
-- One whose last day is over makes room for a new one.
UPDATE consents SET withdrawn_at = $3, withdrawn_by = $4, withdrawn_how = 'expired'
WHERE person_id = ANY ($1::uuid[]) AND withdrawn_at IS NULL AND valid_until < $2;

-- name: insert_consents
-- A consent that is in force already stays as it was given first.
INSERT INTO consents (
    id, person_id, purpose, given_at, recorded_by, given_how, text_version, language, valid_until
)
SELECT
    new.id, new.person_id, new.purpose, $9, $10, new.given_how, new.text_version, new.language, new.valid_until
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int[], $6::text[], $7::date[])
AS new (id, person_id, purpose, given_how, text_version, language, valid_until)
WHERE new.valid_until IS NULL OR new.valid_until >= $8
ON CONFLICT (person_id, purpose) WHERE withdrawn_at IS NULL DO NOTHING;

-- name: find_consents
SELECT
    id, person_id, purpose, given_at, given_how, text_version, language, valid_until, withdrawn_at, withdrawn_by,
    withdrawn_how
FROM consents
WHERE person_id = ANY ($1::uuid[]) AND withdrawn_at IS NULL AND (valid_until IS NULL OR valid_until >= $2)
ORDER BY id;

-- name: list_consents
SELECT
    id, person_id, purpose, given_at, given_how, text_version, language, valid_until, withdrawn_at, withdrawn_by,
    withdrawn_how
FROM consents
WHERE person_id = $1 AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;

-- name: withdraw_consent
UPDATE consents SET withdrawn_at = $2, withdrawn_by = $3, withdrawn_how = $4
WHERE id = $1 AND withdrawn_at IS NULL
RETURNING
    id, person_id, purpose, given_at, given_how, text_version, language, valid_until, withdrawn_at, withdrawn_by,
    withdrawn_how;

-- name: person_exists
SELECT EXISTS (SELECT FROM persons WHERE id = $1 AND erased_at IS NULL AND merged_into IS NULL);

-- name: person_known
SELECT EXISTS (SELECT FROM persons WHERE id = $1);

-- name: select_speakers
SELECT id, language FROM persons WHERE id = ANY ($1::uuid[]);
