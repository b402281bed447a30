-- name: lock_content
-- Two people who hand in the same file at once: the second one waits here and then finds it read.
SELECT pg_advisory_xact_lock($1::bigint);

-- name: find_by_content
SELECT id FROM bank_statements WHERE sha256 = $1;

-- name: insert_statement
INSERT INTO bank_statements (id, kind, sha256, content_id, read_by, read_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: lock_known_files
-- Files that a message names, or that hold a transfer which it names.
SELECT f.id, a.iban, f.currency, f.status IN ('sent', 'refused') AS sent, f.total_minor
FROM bank_files AS f
INNER JOIN debtor_accounts AS a ON f.debtor_account_id = a.id
WHERE
    f.id = ANY($1::uuid [])
    OR f.id IN (SELECT t.bank_file_id FROM account_transfers AS t WHERE t.id = ANY($2::uuid []))
ORDER BY f.id
FOR UPDATE OF f;

-- name: upsert_lines
-- Matching again changes only what is still a difference.
INSERT INTO bank_statement_lines (
    bank_statement_id, id, place, kind, outcome, difference, bank_file_id, transfer_id, amount_minor, currency,
    booked_on, reason
)
SELECT
    $1,
    new.id,
    new.place,
    new.kind,
    new.outcome,
    new.difference,
    new.bank_file_id,
    new.transfer_id,
    new.amount_minor,
    new.currency,
    new.booked_on,
    new.reason
FROM unnest(
    $2::uuid [], $3::text [], $4::text [], $5::text [], $6::text [], $7::uuid [], $8::uuid [], $9::bigint [],
    $10::text [], $11::date [], $12::text []
) AS new (
    id, place, kind, outcome, difference, bank_file_id, transfer_id, amount_minor, currency, booked_on, reason
)
ON CONFLICT (bank_statement_id, place, kind) DO UPDATE
SET
outcome = excluded.outcome, difference = excluded.difference, bank_file_id = excluded.bank_file_id,
transfer_id = excluded.transfer_id, version = bank_statement_lines.version + 1
WHERE bank_statement_lines.outcome = 'difference' AND bank_statement_lines.settled_by IS NULL;

-- name: find_statement
SELECT
    s.id, s.kind, s.sha256, s.content_id, s.read_by, s.read_at, l.applied, l.known, l.noted, l.differences,
    l.open_differences
FROM bank_statements AS s
CROSS JOIN LATERAL (
    SELECT
        count(*) FILTER (WHERE outcome = 'applied') AS applied,
        count(*) FILTER (WHERE outcome = 'known') AS known,
        count(*) FILTER (WHERE outcome = 'noted') AS noted,
        count(*) FILTER (WHERE outcome = 'difference') AS differences,
        count(*) FILTER (WHERE outcome = 'difference' AND settled_by IS NULL) AS open_differences
    FROM bank_statement_lines
    WHERE bank_statement_id = s.id
) AS l
WHERE s.id = $1;

-- name: list_statements
SELECT
    s.id, s.kind, s.sha256, s.content_id, s.read_by, s.read_at, l.applied, l.known, l.noted, l.differences,
    l.open_differences
FROM bank_statements AS s
CROSS JOIN LATERAL (
    SELECT
        count(*) FILTER (WHERE outcome = 'applied') AS applied,
        count(*) FILTER (WHERE outcome = 'known') AS known,
        count(*) FILTER (WHERE outcome = 'noted') AS noted,
        count(*) FILTER (WHERE outcome = 'difference') AS differences,
        count(*) FILTER (WHERE outcome = 'difference' AND settled_by IS NULL) AS open_differences
    FROM bank_statement_lines
    WHERE bank_statement_id = s.id
) AS l
WHERE $1::uuid IS NULL OR s.id > $1
ORDER BY s.id
LIMIT $2;

-- name: list_lines
-- Of one statement, or of all those that are differences still.
SELECT
    id, version, bank_statement_id, place, kind, outcome, difference, bank_file_id, transfer_id, amount_minor,
    currency, booked_on, reason, settled_by, settled_at, settled_for
FROM bank_statement_lines
WHERE
    (bank_statement_id = $1 OR ($1::uuid IS NULL AND outcome = 'difference' AND settled_by IS NULL))
    AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;

-- name: find_line
SELECT
    id, version, bank_statement_id, place, kind, outcome, difference, bank_file_id, transfer_id, amount_minor,
    currency, booked_on, reason, settled_by, settled_at, settled_for
FROM bank_statement_lines WHERE id = $1;

-- name: lock_line
SELECT id FROM bank_statement_lines WHERE id = $1 FOR UPDATE;

-- name: settle_line
UPDATE bank_statement_lines
SET settled_by = $2, settled_at = $3, settled_for = $4, version = version + 1
WHERE id = $1;
