-- name: lock_persons
-- In the order of their ids, so that two merges of the same persons wait for each other.
SELECT id, erased_at, merged_into FROM persons WHERE id = ANY ($1::uuid []) ORDER BY id FOR UPDATE;

-- name: rights_of_both
-- Programmes of which both have a running right, each with the own household.
SELECT DISTINCT m.programme
FROM household_members AS one
INNER JOIN household_members AS other ON one.household_id <> other.household_id
INNER JOIN memberships AS m ON one.household_id = m.household_id
INNER JOIN memberships AS n ON other.household_id = n.household_id AND m.programme = n.programme
WHERE
    one.person_id = $1 AND one.left_on IS NULL AND other.person_id = $2 AND other.left_on IS NULL
    AND m.state <> 'exited' AND m.ends_on >= $3 AND n.state <> 'exited' AND n.ends_on >= $3
ORDER BY m.programme;

-- name: merge_person
-- Whoever was merged with the merged one before is the survivor's alias too: every alias leads there in one step.
UPDATE persons SET merged_into = $2, version = version + 1 WHERE id = $1 OR merged_into = $1;

-- name: touch_person
UPDATE persons SET version = version + 1 WHERE id = $1;

-- name: move_consents
-- Consents are dated facts of the same human being; one for the same purpose is in force once.
UPDATE consents AS c SET person_id = $2
WHERE
    c.person_id = $1 AND c.withdrawn_at IS NULL
    AND NOT EXISTS (
        SELECT FROM consents AS own
        WHERE own.person_id = $2 AND own.purpose = c.purpose AND own.withdrawn_at IS NULL
    );

-- name: move_kinships
-- Whose relative the one is, the other is; or somebody would work on a relative's case.
UPDATE kinships AS k SET person_id = $2, version = k.version + 1
WHERE
    k.person_id = $1 AND k.state <> 'ended'
    AND NOT EXISTS (
        SELECT FROM kinships AS own
        WHERE own.staff_id = k.staff_id AND own.person_id = $2 AND own.state <> 'ended'
    );

-- name: move_legal_holds
-- What may not be erased of the one may not be erased of the other.
UPDATE legal_holds AS h SET person_id = $2, version = h.version + 1
WHERE
    h.person_id = $1 AND h.state <> 'lifted'
    AND NOT EXISTS (
        SELECT FROM legal_holds AS own
        WHERE own.person_id = $2 AND own.reason = h.reason AND own.state <> 'lifted'
    );

-- name: move_suspicions
-- Whom else the merged one was suspected to be, the survivor may be.
INSERT INTO duplicates (id, first_id, second_id, score, reasons, basis, suspected_at)
SELECT
    uuidv7(), least(d.other_id, $2), greatest(d.other_id, $2), d.score, d.reasons, d.basis, d.suspected_at
FROM (
    SELECT
        score, reasons, basis, suspected_at,
        CASE WHEN first_id = $1 THEN second_id ELSE first_id END AS other_id
    FROM duplicates
    WHERE state = 'suspected' AND (first_id = $1 OR second_id = $1)
) AS d
WHERE d.other_id <> $2
ON CONFLICT DO NOTHING;
