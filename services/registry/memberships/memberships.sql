-- name: insert_membership
INSERT INTO memberships (
    id, application_id, household_id, holder_id, programme, state, currency, monthly_amount_minor, card_share_minor,
    account_share_minor, starts_on, ends_on, imported_decision_id, granted_to, continues_id, arrears
)
VALUES ($1, $2, $3, $4, $5, 'active', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: lock_household
-- Whoever gives a household a right, or ends one, does so alone.
SELECT id FROM households WHERE id = $1 FOR NO KEY UPDATE;

-- name: find_overlapping
-- The days of a right that has ended early are free again.
SELECT id FROM memberships
WHERE
    household_id = $1 AND programme = $2 AND starts_on <= $4 AND coalesce(exited_on - 1, ends_on) >= $3
    AND (exited_on IS NULL OR exited_on > starts_on)
LIMIT 1;

-- name: find_membership
SELECT
    id, version, application_id, household_id, holder_id, programme, state, currency, monthly_amount_minor,
    card_share_minor, account_share_minor, starts_on, ends_on, exited_on, continues_id, arrears
FROM memberships WHERE id = $1;

-- name: lock_membership
SELECT
    id, version, application_id, household_id, holder_id, programme, state, currency, monthly_amount_minor,
    card_share_minor, account_share_minor, starts_on, ends_on, exited_on, continues_id, arrears
FROM memberships WHERE id = $1 FOR UPDATE;

-- name: lock_memberships_of_household
SELECT
    id, version, application_id, household_id, holder_id, programme, state, currency, monthly_amount_minor,
    card_share_minor, account_share_minor, starts_on, ends_on, exited_on, continues_id, arrears
FROM memberships WHERE household_id = $1 AND state <> 'exited'
ORDER BY id
FOR UPDATE;

-- name: memberships_running
SELECT
    id, version, application_id, household_id, holder_id, programme, state, currency, monthly_amount_minor,
    card_share_minor, account_share_minor, starts_on, ends_on, exited_on, continues_id, arrears
FROM memberships WHERE household_id = $1 AND state <> 'exited'
ORDER BY id;

-- name: set_state
UPDATE memberships SET state = $2, exited_on = $3, version = version + 1 WHERE id = $1;

-- name: insert_exit
INSERT INTO exits (
    id, membership_id, kind, reason, exited_on, proposed_by, decided_by, decided_at, still_eligible, suspended_on,
    undue_from
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: find_exit
SELECT
    id, membership_id, kind, reason, exited_on, proposed_by, decided_by, decided_at, still_eligible, suspended_on,
    undue_from
FROM exits WHERE membership_id = $1;

-- name: find_membership_of_application
-- The last one, where a right was continued.
SELECT
    id, version, application_id, household_id, holder_id, programme, state, currency, monthly_amount_minor,
    card_share_minor, account_share_minor, starts_on, ends_on, exited_on, continues_id, arrears
FROM memberships WHERE application_id = $1
ORDER BY id DESC
LIMIT 1;

-- name: list_memberships
SELECT
    id, version, application_id, household_id, holder_id, programme, state, currency, monthly_amount_minor,
    card_share_minor, account_share_minor, starts_on, ends_on, exited_on, continues_id, arrears
FROM memberships
WHERE
    ($1::uuid IS NULL OR id > $1)
    AND ($2::uuid IS NULL OR household_id = $2)
    AND ($3::date IS NULL OR $3 BETWEEN starts_on AND coalesce(exited_on - 1, ends_on))
ORDER BY id
LIMIT $4;
