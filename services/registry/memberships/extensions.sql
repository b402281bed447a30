-- name: concerned
-- Rights whose last day is in a period, of these holders or of all, that no other right follows at once.
SELECT m.id, m.ends_on
FROM memberships AS m
WHERE
    m.state <> 'exited' AND m.programme = $1 AND m.ends_on BETWEEN $2 AND $3
    AND ($4::uuid[] IS NULL OR m.holder_id = ANY ($4::uuid[]))
    AND NOT EXISTS (
        SELECT FROM memberships AS n
        WHERE n.household_id = m.household_id AND n.programme = m.programme AND n.starts_on > m.ends_on
    )
ORDER BY m.id;

-- name: insert_extension
INSERT INTO extensions (
    id, programme, decision_number, ending_from, ending_until, months, postal_codes, concerned, state, proposed_by,
    proposed_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'proposed', $9, $10);

-- name: insert_lines
INSERT INTO extension_lines (extension_id, membership_id, former_ends_on, ends_on)
SELECT $1, new.membership_id, new.former_ends_on, new.ends_on
FROM unnest($2::uuid[], $3::date[], $4::date[]) AS new (membership_id, former_ends_on, ends_on);

-- name: find_extension
SELECT
    id, version, programme, decision_number, ending_from, ending_until, months, concerned, extended, state, proposed_by,
    proposed_at, decided_by, decided_at, job_id
FROM extensions WHERE id = $1;

-- name: lock_extension
SELECT
    id, version, programme, decision_number, ending_from, ending_until, months, concerned, extended, state, proposed_by,
    proposed_at, decided_by, decided_at, job_id
FROM extensions WHERE id = $1 FOR UPDATE;

-- name: list_extensions
SELECT
    id, version, programme, decision_number, ending_from, ending_until, months, concerned, extended, state, proposed_by,
    proposed_at, decided_by, decided_at, job_id
FROM extensions WHERE $1::uuid IS NULL OR id > $1
ORDER BY id
LIMIT $2;

-- name: sample
SELECT membership_id FROM extension_lines WHERE extension_id = $1
ORDER BY membership_id
LIMIT $2;

-- name: next_lines
SELECT membership_id FROM extension_lines
WHERE extension_id = $1 AND ($2::uuid IS NULL OR membership_id > $2)
ORDER BY membership_id
LIMIT $3;

-- name: lock_still_concerned
-- What ended, was extended or followed by another right since it was proposed is left out.
SELECT m.id AS membership_id, m.household_id, m.holder_id, l.ends_on, h.protected_for IS NOT NULL AS protected
FROM extension_lines AS l
INNER JOIN memberships AS m ON l.membership_id = m.id
INNER JOIN households AS h ON m.household_id = h.id
WHERE
    l.extension_id = $1 AND l.membership_id = ANY ($2::uuid[]) AND m.state <> 'exited' AND m.ends_on = l.former_ends_on
    AND NOT EXISTS (
        SELECT FROM memberships AS n
        WHERE n.household_id = m.household_id AND n.programme = m.programme AND n.starts_on > m.ends_on
    )
ORDER BY m.id
FOR UPDATE OF m;

-- name: count_extended
UPDATE extensions SET extended = extended + $2, version = version + 1 WHERE id = $1;

-- name: decide_extension
UPDATE extensions
SET state = $2, decided_by = $3, decided_at = $4, extended = $5, job_id = $6, version = version + 1
WHERE id = $1;

-- name: extend_memberships
UPDATE memberships AS m SET ends_on = n.ends_on, version = m.version + 1
FROM unnest($1::uuid[], $2::date[]) AS n (id, ends_on)
WHERE m.id = n.id;
