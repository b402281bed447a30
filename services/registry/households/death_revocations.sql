-- name: insert_revocation
INSERT INTO death_revocations (id, person_id, died_on, reason, proposed_by, revoked_by, revoked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: revive
UPDATE persons SET died_on = NULL, version = version + 1 WHERE id = $1;

-- name: find_death
-- The change of a household that this person's death was, if the person belonged to one.
SELECT id, household_id, effective_on FROM household_changes
WHERE person_id = $1 AND kind = 'member_died'
ORDER BY id DESC
LIMIT 1;

-- name: find_closing
-- The change that closed a household by a death, as long as it is closed by it.
SELECT c.id, c.effective_on
FROM household_changes AS c INNER JOIN households AS h ON c.household_id = h.id
WHERE c.household_id = $1 AND c.kind = 'closed' AND c.reason = 'died' AND h.closed_for = 'died'
ORDER BY c.id DESC
LIMIT 1;

-- name: is_open
SELECT closed_on IS NULL FROM households WHERE id = $1 FOR UPDATE;

-- name: reopen_household
UPDATE households SET closed_on = NULL, closed_for = NULL, version = version + 1 WHERE id = $1;

-- name: stays_ended_by
-- Of those who live and have had no other home since.
SELECT
    s.id, s.household_id, s.person_id, s.place, s.relation, s.studies, s.work, s.excluded_by, s.joined_on, s.left_on,
    s.begun_by, s.ended_by
FROM household_members AS s INNER JOIN persons AS p ON s.person_id = p.id
WHERE
    s.ended_by = $1 AND num_nonnulls(p.died_on, p.erased_at, p.merged_into) = 0
    AND NOT EXISTS (
        SELECT FROM household_members AS n
        WHERE
            n.person_id = s.person_id AND n.id <> s.id AND n.joined_on >= s.left_on
            AND (n.left_on IS NULL OR n.left_on > n.joined_on)
    )
ORDER BY s.place, s.id;

-- name: relations_before
-- What those who still belong to a household were to its holder before a change.
SELECT s.person_id, s.relation
FROM household_members AS s
WHERE
    s.ended_by = $1 AND EXISTS (
        SELECT FROM household_members AS n
        WHERE n.household_id = s.household_id AND n.person_id = s.person_id AND n.left_on IS NULL
    );

-- name: ended_rights
-- The rights that ended with a household, with the reason of a suspension that was in force.
SELECT m.id, s.reason AS suspended_for
FROM memberships AS m
INNER JOIN exits AS e ON m.id = e.membership_id
LEFT JOIN suspensions AS s ON m.id = s.membership_id AND s.lifted_on IS NULL
WHERE m.household_id = $1 AND e.kind = 'household' AND e.reason = 'died' AND e.exited_on >= $2
ORDER BY m.id;

-- name: list_revocations
SELECT id, person_id, died_on, reason, proposed_by, revoked_by, revoked_at FROM death_revocations
WHERE person_id = $1
ORDER BY id;
