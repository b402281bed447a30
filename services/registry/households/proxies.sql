-- name: close_over
-- One whose last day is over makes room for a new one.
UPDATE proxies SET ended_on = ends_on + 1, ended_for = 'term', ended_by = $4, version = version + 1
WHERE household_id = $1 AND person_id = $2 AND ended_on IS NULL AND ends_on < $3;

-- name: insert_proxy
-- Somebody who acts for the household already returns no row.
INSERT INTO proxies (id, household_id, person_id, consented_by, may, starts_on, ends_on, appointed_at, appointed_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (household_id, person_id) WHERE ended_on IS NULL DO NOTHING
RETURNING
    id, version, household_id, person_id, consented_by, may, starts_on, ends_on, appointed_at, appointed_by, ended_on,
    ended_for;

-- name: find_person
SELECT died_on, erased_at IS NOT NULL AS erased FROM persons WHERE id = $1;

-- name: find_proxy
SELECT
    id, version, household_id, person_id, consented_by, may, starts_on, ends_on, appointed_at, appointed_by, ended_on,
    ended_for
FROM proxies WHERE id = $1;

-- name: lock_proxy
SELECT
    id, version, household_id, person_id, consented_by, may, starts_on, ends_on, appointed_at, appointed_by, ended_on,
    ended_for
FROM proxies WHERE id = $1 FOR UPDATE;

-- name: lock_acting
SELECT
    id, version, household_id, person_id, consented_by, may, starts_on, ends_on, appointed_at, appointed_by, ended_on,
    ended_for
FROM proxies
WHERE
    ended_on IS NULL AND ($1::uuid IS NULL OR household_id = $1) AND ($2::uuid IS NULL OR person_id = $2)
ORDER BY id
FOR UPDATE;

-- name: lock_consented
SELECT
    id, version, household_id, person_id, consented_by, may, starts_on, ends_on, appointed_at, appointed_by, ended_on,
    ended_for
FROM proxies
WHERE ended_on IS NULL AND consented_by = $1
ORDER BY id
FOR UPDATE;

-- name: end_proxy
UPDATE proxies SET ended_on = $2, ended_for = $3, ended_by = $4, version = version + 1
WHERE id = $1 AND ended_on IS NULL;

-- name: list_proxies
SELECT
    id, version, household_id, person_id, consented_by, may, starts_on, ends_on, appointed_at, appointed_by, ended_on,
    ended_for
FROM proxies
WHERE household_id = $1 AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;
