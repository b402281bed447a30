-- name: without_checks
-- What is entered here keeps every foreign key by its making, and generated rows take no steps.
SET session_replication_role = replica;

-- name: insert_households
INSERT INTO households (municipality_id, id, formed_at, formed_by)
SELECT $1, format('0190b002-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid, $3, $1
FROM generate_series(1, $2::int) AS n;

-- name: insert_members
INSERT INTO household_members (
    municipality_id, household_id, person_id, place, relation, studies, work, joined_on
)
SELECT
    $1,
    format('0190b002-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    format('0190b003-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    0,
    'applicant',
    false,
    'not_stated',
    $3::timestamptz::date
FROM generate_series(1, $2::int) AS n;

-- name: insert_applications
-- In a hundred one is a draft, two wait for a caseworker, one for the household and one for a supervisor.
INSERT INTO applications (
    municipality_id, id, household_id, programme, state, declared, applied_on, opened_at, opened_by, decide_by
)
SELECT
    $1,
    format('0190b00b-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    format('0190b002-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    'gmi',
    CASE n % 100
        WHEN 0 THEN 'draft'
        WHEN 1 THEN 'submitted'
        WHEN 2 THEN 'in_review'
        WHEN 3 THEN 'info_requested'
        WHEN 4 THEN 'recommended'
        WHEN 5 THEN 'rejected'
        ELSE 'approved'
    END,
    '{}',
    $3::timestamptz::date,
    $3,
    $1,
    $3::timestamptz::date + 60
FROM generate_series(1, $2::int) AS n;

-- name: insert_info_requests
INSERT INTO info_requests (
    municipality_id, id, application_id, kinds, asked_at, asked_by, due_on, closes_on, remind_on
)
SELECT $1, a.id, a.id, '{bank_statements}', $2, $1, a.decide_by, a.decide_by, a.decide_by
FROM applications AS a
WHERE a.municipality_id = $1 AND a.state = 'info_requested' AND a.opened_by = $1;

-- name: insert_decisions
INSERT INTO decisions (
    municipality_id, id, application_id, opened_by, assessment_id, recommended_outcome, recommended_by, recommended_at,
    outcome, decided_by, decided_at
)
SELECT
    $1,
    a.id,
    a.id,
    $1,
    a.id,
    'approved',
    $1,
    $2,
    nullif(a.state, 'recommended'),
    CASE WHEN a.state <> 'recommended' THEN a.id END,
    CASE WHEN a.state <> 'recommended' THEN $2::timestamptz END
FROM applications AS a
WHERE a.municipality_id = $1 AND a.state IN ('recommended', 'approved', 'rejected') AND a.opened_by = $1;

-- name: insert_duplicates
-- Every two hundredth person is like the next one.
INSERT INTO duplicates (municipality_id, id, first_id, second_id, score, reasons, basis, suspected_at)
SELECT
    $1,
    format('0190b00c-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    format('0190b003-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    format('0190b003-0000-7000-8000-%s', lpad(to_hex(n + 1), 12, '0'))::uuid,
    80,
    '{names_alike}',
    sha256(convert_to(n::text, 'UTF8')),
    $3
FROM generate_series(200, $2::int - 1, 200) AS n;

-- name: insert_wallets
INSERT INTO wallets (id, municipality_id, kind, owner_id, currency, balance_minor)
SELECT
    format('0190b001-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    $1,
    'household',
    format('0190b002-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    'EUR',
    0
FROM generate_series(1, $2::int) AS n;

-- name: insert_cards
-- In a hundred one waits for a printer, and one for a PIN.
INSERT INTO cards (id, municipality_id, wallet_id, holder_id, status, token_hash, ordered_at)
SELECT
    format('0190b005-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    $1,
    format('0190b001-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    format('0190b003-0000-7000-8000-%s', lpad(to_hex(n), 12, '0'))::uuid,
    CASE n % 100 WHEN 0 THEN 'ordered' WHEN 1 THEN 'issued' ELSE 'active' END,
    CASE n % 100 WHEN 0 THEN NULL ELSE sha256(convert_to(lpad(n::text, 22, '0'), 'UTF8')) END,
    $3
FROM generate_series(1, $2::int) AS n;

-- name: vacuum
-- As autovacuum does within a minute in a town that is in use.
VACUUM ANALYZE;
