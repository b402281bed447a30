-- name: resolve_cases
-- A case whose closing waits for a second person resolves too: there is nothing left to close.
UPDATE reconciliation_cases AS c SET status = 'resolved', settled_at = $2, version = c.version + 1
WHERE
    c.currency = $1 AND c.status = 'open'
    AND NOT EXISTS (
        SELECT FROM unnest($3::text[], $4::text[], $5::date[], $6::bigint[], $7::uuid[], $8::uuid[], $9::uuid[])
        AS d (kind, currency, day, amount_minor, bank_statement_id, booking_id, transfer_id)
        WHERE
            d.kind = c.kind AND d.day = c.day AND d.amount_minor = c.amount_minor
            AND d.bank_statement_id IS NOT DISTINCT FROM c.bank_statement_id
            AND d.booking_id IS NOT DISTINCT FROM c.booking_id
            AND d.transfer_id IS NOT DISTINCT FROM c.transfer_id
    );

-- name: open_cases
-- What is open stays as it is, what had resolved is open again, and what two people have closed stays closed.
INSERT INTO reconciliation_cases (
    id, status, kind, currency, day, amount_minor, bank_statement_id, booking_id, transfer_id, opened_at
)
SELECT
    d.id, 'open', d.kind, d.currency, d.day, d.amount_minor, d.bank_statement_id, d.booking_id, d.transfer_id, $1
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::date[], $6::bigint[], $7::uuid[], $8::uuid[], $9::uuid[])
AS d (id, kind, currency, day, amount_minor, bank_statement_id, booking_id, transfer_id)
ON CONFLICT (municipality_id, kind, currency, day, amount_minor, bank_statement_id, booking_id, transfer_id)
DO UPDATE SET status = 'open', settled_at = NULL, version = reconciliation_cases.version + 1
WHERE reconciliation_cases.status = 'resolved';

-- name: get_case
SELECT
    id, version, kind, status, currency, day, amount_minor, bank_statement_id, booking_id, transfer_id, opened_at,
    settled_at, proposal_id, closed_for
FROM reconciliation_cases WHERE id = $1;

-- name: list_cases
SELECT
    id, version, kind, status, currency, day, amount_minor, bank_statement_id, booking_id, transfer_id, opened_at,
    settled_at, proposal_id, closed_for
FROM reconciliation_cases
WHERE ($1::text IS NULL OR status = $1) AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;

-- name: lock_case
SELECT id FROM reconciliation_cases WHERE id = $1 FOR UPDATE;

-- name: close_case
UPDATE reconciliation_cases
SET status = 'closed', settled_at = $2, proposal_id = $3, closed_for = $4, version = version + 1
WHERE id = $1;
