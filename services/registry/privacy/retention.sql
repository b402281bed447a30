-- name: due_before
SELECT ($1::date - make_interval(months => $2))::date;

-- name: due_rejected_applications
-- People of households whose last application came to nothing before the day, and who have never had a right.
SELECT p.id AS record_id, p.id AS person_id
FROM persons AS p
WHERE
    p.erased_at IS NULL AND p.merged_into IS NULL
    AND EXISTS (
        SELECT FROM household_members AS m INNER JOIN applications AS a ON m.household_id = a.household_id
        WHERE m.person_id = p.id
    )
    AND NOT EXISTS (
        SELECT FROM household_members AS m INNER JOIN applications AS a ON m.household_id = a.household_id
        WHERE
            m.person_id = p.id
            AND (
                a.state NOT IN ('rejected', 'upheld', 'withdrawn')
                OR a.opened_at >= $1
                OR EXISTS (SELECT FROM application_steps AS s WHERE s.application_id = a.id AND s.taken_at >= $1)
            )
    )
    AND NOT EXISTS (
        SELECT FROM household_members AS m INNER JOIN memberships AS r ON m.household_id = r.household_id
        WHERE m.person_id = p.id
    )
ORDER BY p.id
LIMIT $2;

-- name: due_exited_memberships
-- People whose households' last right ended before the day, and who have asked for nothing since. $1 is midnight where
-- the tenant is; the noon after it has the same date in UTC.
SELECT p.id AS record_id, p.id AS person_id
FROM persons AS p
WHERE
    p.erased_at IS NULL AND p.merged_into IS NULL
    AND EXISTS (
        SELECT FROM household_members AS m INNER JOIN memberships AS r ON m.household_id = r.household_id
        WHERE m.person_id = p.id
    )
    AND NOT EXISTS (
        SELECT FROM household_members AS m INNER JOIN memberships AS r ON m.household_id = r.household_id
        WHERE m.person_id = p.id AND r.ends_on >= ($1::timestamptz + interval '12 hours')::date
    )
    AND NOT EXISTS (
        SELECT FROM household_members AS m INNER JOIN applications AS a ON m.household_id = a.household_id
        WHERE
            m.person_id = p.id
            AND (
                a.opened_at >= $1
                OR EXISTS (SELECT FROM application_steps AS s WHERE s.application_id = a.id AND s.taken_at >= $1)
            )
    )
ORDER BY p.id
LIMIT $2;

-- name: due_grievances
SELECT g.id AS record_id, g.complainant_id AS person_id
FROM grievances AS g
WHERE
    g.state = 'closed' AND g.closed_at < $1
    AND EXISTS (SELECT FROM grievance_texts AS t WHERE t.grievance_id = g.id)
ORDER BY g.id
LIMIT $2;

-- name: due_documents
SELECT f.id AS record_id, p.id AS person_id
FROM files AS f INNER JOIN persons AS p ON f.subject_id = p.id
WHERE f.stored_at < $1 AND octet_length(f.sealed_content) > 0
ORDER BY f.id
LIMIT $2;

-- name: due_messages
SELECT m.id AS record_id, m.person_id
FROM messages AS m
WHERE m.state <> 'queued' AND m.queued_at < $1
ORDER BY m.id
LIMIT $2;

-- name: due_tellings
SELECT t.id AS record_id, t.person_id
FROM tellings AS t
WHERE t.told_at < $1
ORDER BY t.id
LIMIT $2;

-- name: insert_run
-- A kind that has a list already, open or of today, returns no row.
INSERT INTO retention_runs (id, kind, listed_on, listed_at, due_before, automatic, state)
VALUES ($1, $2, $3, $4, $5, $6, 'listed')
ON CONFLICT DO NOTHING
RETURNING id;

-- name: insert_items
INSERT INTO retention_items (run_id, record_id, person_id)
SELECT $1, new.record_id, new.person_id FROM unnest($2::uuid[], $3::uuid[]) AS new (record_id, person_id);

-- name: find_run
SELECT
    r.id, r.version, r.kind, r.listed_on, r.due_before, r.automatic, r.state, r.approved_by, r.job_id, r.finished_at,
    count(i.record_id) AS due,
    count(i.record_id) FILTER (WHERE i.outcome = 'erased') AS erased,
    count(i.record_id) FILTER (WHERE i.outcome = 'held') AS held,
    count(i.record_id) FILTER (WHERE i.outcome = 'not_due') AS not_due
FROM retention_runs AS r LEFT JOIN retention_items AS i ON r.id = i.run_id
WHERE r.id = $1
GROUP BY r.id;

-- name: list_runs
SELECT
    r.id, r.version, r.kind, r.listed_on, r.due_before, r.automatic, r.state, r.approved_by, r.job_id, r.finished_at,
    count(i.record_id) AS due,
    count(i.record_id) FILTER (WHERE i.outcome = 'erased') AS erased,
    count(i.record_id) FILTER (WHERE i.outcome = 'held') AS held,
    count(i.record_id) FILTER (WHERE i.outcome = 'not_due') AS not_due
FROM (SELECT * FROM retention_runs WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2) AS r
LEFT JOIN retention_items AS i ON r.id = i.run_id
GROUP BY
    r.id, r.version, r.kind, r.listed_on, r.due_before, r.automatic, r.state, r.approved_by, r.job_id, r.finished_at
ORDER BY r.id DESC;

-- name: list_items
SELECT record_id AS id, person_id, outcome
FROM retention_items
WHERE run_id = $1 AND ($2::uuid IS NULL OR record_id > $2)
ORDER BY record_id
LIMIT $3;

-- name: lock_run
SELECT version, state FROM retention_runs WHERE id = $1 FOR UPDATE;

-- name: approve_run
UPDATE retention_runs SET state = 'approved', approved_by = $2, approved_at = $3, job_id = $4, version = version + 1
WHERE id = $1;

-- name: drop_run
UPDATE retention_runs SET state = 'dropped', finished_at = $2, version = version + 1 WHERE id = $1;

-- name: finish_run
UPDATE retention_runs SET state = 'done', finished_at = $2, version = version + 1 WHERE id = $1;

-- name: take_items
SELECT record_id, person_id FROM retention_items
WHERE run_id = $1 AND outcome IS NULL
ORDER BY record_id
LIMIT $2
FOR UPDATE;

-- name: keep_outcomes
UPDATE retention_items AS i SET outcome = new.outcome
FROM unnest($2::uuid[], $3::text[]) AS new (record_id, outcome)
WHERE i.run_id = $1 AND i.record_id = new.record_id;

-- name: has_work
SELECT EXISTS (SELECT FROM retention_items WHERE run_id = $1 AND outcome IS NULL);

-- name: erasable_persons
SELECT p.id, p.version FROM persons AS p
WHERE
    p.id = ANY ($1::uuid[]) AND p.erased_at IS NULL AND p.merged_into IS NULL
    AND NOT EXISTS (SELECT FROM grievances AS g WHERE g.complainant_id = p.id AND g.state <> 'closed')
ORDER BY p.id;

-- name: forget_grievances
UPDATE grievances SET complainant_id = NULL WHERE id = ANY ($1::uuid[]);

-- name: delete_grievance_texts
DELETE FROM grievance_texts WHERE grievance_id = ANY ($1::uuid[]);

-- name: delete_messages
DELETE FROM messages WHERE id = ANY ($1::uuid[]);

-- name: delete_tellings
DELETE FROM tellings WHERE id = ANY ($1::uuid[]);
