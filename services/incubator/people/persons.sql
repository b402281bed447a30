-- name: insert_person
-- Returns no row for an id or a national number that is there already.
INSERT INTO persons (id, language, household_id, national_number_blind, registered_at, registered_by)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING
RETURNING id, version, language, household_id, registered_at, erased_at;

-- name: select_known
SELECT id FROM persons
WHERE id = $1 OR national_number_blind = $2
ORDER BY id <> $1
LIMIT 1;

-- name: update_person
-- Returns no row when the national number is somebody else's. Two at once meet at the unique constraint.
UPDATE persons
SET language = $2, household_id = $3, national_number_blind = $4, version = version + 1
WHERE
    id = $1
    AND erased_at IS NULL
    AND NOT EXISTS (SELECT FROM persons AS other WHERE other.national_number_blind = $4 AND other.id <> $1)
RETURNING id, version, language, household_id, registered_at, erased_at;

-- name: select_person
SELECT id, version, language, household_id, registered_at, erased_at
FROM persons
WHERE id = $1;

-- name: select_reviewed_among
-- Blindness lasts until the application is decided, and for a reviewer who holds other roles besides.
SELECT person.id
FROM unnest($1::uuid[]) AS person (id)
WHERE
    EXISTS (
        SELECT
        FROM reviews AS review
        INNER JOIN applications AS application ON application.id = review.application_id
        WHERE
            (application.applicant_id = person.id OR EXISTS (
                SELECT FROM coapplicants AS other
                WHERE
                    other.application_id = application.id AND other.person_id = person.id
                    AND other.state IN ('invited', 'signed')
            ))
            AND review.reviewer_id = $2
            AND application.state NOT IN ('awarded', 'reserve', 'rejected')
    );

-- name: mark_erased
UPDATE persons
SET erased_at = coalesce(erased_at, $2), national_number_blind = NULL, household_id = NULL, version = version + 1
WHERE id = $1;
