-- name: insert_persons
INSERT INTO persons (id, language, registered_at, registered_by)
SELECT new.id, new.language, $3, $4 FROM unnest($1::uuid[], $2::text[]) AS new (id, language);

-- name: lock_identifiers
-- Two desks that enter the same number at the same time wait for each other here, so the second one finds the first's.
SELECT pg_advisory_xact_lock(number.lock) FROM unnest($1::bigint[]) AS number (lock) ORDER BY number.lock;

-- name: find_person
-- An id that was merged away leads to the person who remains.
SELECT id, version, language, died_on, registered_at, erased_at FROM persons
WHERE id = (SELECT coalesce(asked.merged_into, asked.id) FROM persons AS asked WHERE asked.id = $1);

-- name: survivor_of
SELECT coalesce(merged_into, id) FROM persons WHERE id = $1;

-- name: erase_aliases
UPDATE persons SET erased_at = $2, version = version + 1 WHERE merged_into = $1 AND erased_at IS NULL
RETURNING id;

-- name: erase_person
UPDATE persons SET erased_at = $2, version = version + 1
WHERE id = $1 AND version = $3 AND erased_at IS NULL
RETURNING id;

-- name: has_running_membership
-- What is still owed to a household has to be ended before its people can be forgotten.
SELECT EXISTS (
    SELECT FROM household_members AS p INNER JOIN memberships AS m ON p.household_id = m.household_id
    WHERE p.person_id = $1 AND p.left_on IS NULL AND m.state <> 'exited' AND m.ends_on >= $2
) OR EXISTS (
    SELECT FROM household_members AS p INNER JOIN applications AS a ON p.household_id = a.household_id
    WHERE
        p.person_id = $1 AND p.left_on IS NULL
        AND a.state IN ('draft', 'submitted', 'in_review', 'info_requested', 'recommended', 'appealed')
) OR EXISTS (
    SELECT FROM proxies
    WHERE person_id = $1 AND ended_on IS NULL AND coalesce(ends_on, $2) >= $2
);
