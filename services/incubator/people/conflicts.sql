-- name: select_ties
-- Equal blind hashes of one field are equal values; the vault's table is read here for nothing else.
SELECT 'same_person' AS tie
WHERE $1::uuid = ANY($2::uuid [])
UNION ALL
SELECT DISTINCT 'same_household' AS tie
FROM persons AS one
INNER JOIN persons AS other ON other.household_id = one.household_id
WHERE one.id = $1 AND other.id = ANY($2::uuid []) AND one.id <> other.id
UNION ALL
SELECT 'mentoring' AS tie
WHERE EXISTS (
    SELECT FROM mentorships AS mentorship
    WHERE
        mentorship.state <> 'declined'
        AND (
            (mentorship.mentor_id = $1 AND mentorship.participant_id = ANY($2::uuid []))
            OR (mentorship.participant_id = $1 AND mentorship.mentor_id = ANY($2::uuid []))
        )
)
UNION ALL
SELECT DISTINCT 'same_board' AS tie
FROM enterprise_members AS one
INNER JOIN enterprise_members AS other ON other.enterprise_id = one.enterprise_id
WHERE
    one.person_id = $1 AND other.person_id = ANY($2::uuid []) AND one.person_id <> other.person_id
    AND one.on_board AND other.on_board AND one.left_on IS NULL AND other.left_on IS NULL
UNION ALL
SELECT DISTINCT 'same_' || one.field AS tie
FROM vault_fields AS one
INNER JOIN vault_fields AS other ON other.field = one.field AND other.blind = one.blind
WHERE one.subject_id = $1 AND other.subject_id = ANY($2::uuid []) AND one.subject_id <> other.subject_id
ORDER BY tie;

-- name: select_tied
-- The same ties, of many persons at once.
SELECT person.id AS person_id
FROM unnest($1::uuid []) AS person (id)
WHERE
    person.id = ANY($2::uuid [])
    OR EXISTS (
        SELECT FROM persons AS one
        INNER JOIN persons AS other ON other.household_id = one.household_id
        WHERE one.id = person.id AND other.id = ANY($2::uuid [])
    )
    OR EXISTS (
        SELECT FROM mentorships AS mentorship
        WHERE
            mentorship.state <> 'declined'
            AND (
                (mentorship.mentor_id = person.id AND mentorship.participant_id = ANY($2::uuid []))
                OR (mentorship.participant_id = person.id AND mentorship.mentor_id = ANY($2::uuid []))
            )
    )
    OR EXISTS (
        SELECT FROM enterprise_members AS one
        INNER JOIN enterprise_members AS other ON other.enterprise_id = one.enterprise_id
        WHERE
            one.person_id = person.id AND other.person_id = ANY($2::uuid []) AND one.on_board AND other.on_board
            AND one.left_on IS NULL AND other.left_on IS NULL
    )
    OR EXISTS (
        SELECT FROM vault_fields AS one
        INNER JOIN vault_fields AS other ON other.field = one.field AND other.blind = one.blind
        WHERE one.subject_id = person.id AND other.subject_id = ANY($2::uuid [])
    );

-- name: select_close_in_life
-- Ties that are there without any work done together.
SELECT person.id AS person_id
FROM unnest($1::uuid []) AS person (id)
WHERE
    person.id = $2
    OR EXISTS (
        SELECT FROM persons AS one
        INNER JOIN persons AS other ON other.household_id = one.household_id
        WHERE one.id = person.id AND other.id = $2
    )
    OR EXISTS (
        SELECT FROM vault_fields AS one
        INNER JOIN vault_fields AS other ON other.field = one.field AND other.blind = one.blind
        WHERE one.subject_id = person.id AND other.subject_id = $2
    );
