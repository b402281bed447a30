-- name: insert_membership
INSERT INTO memberships (
    id, application_id, household_id, holder_id, programme, state, currency, monthly_amount_minor, card_share_minor,
    account_share_minor, starts_on, ends_on
)
VALUES ($1, $2, $3, $4, $5, 'active', $6, $7, $8, $9, $10, $11);

-- name: find_overlapping
SELECT id FROM memberships
WHERE household_id = $1 AND programme = $2 AND state <> 'exited' AND starts_on <= $4 AND ends_on >= $3
LIMIT 1;

-- name: find_membership
SELECT
    id, version, application_id, household_id, holder_id, programme, state, currency, monthly_amount_minor,
    card_share_minor, account_share_minor, starts_on, ends_on
FROM memberships WHERE id = $1;

-- name: find_membership_of_application
SELECT
    id, version, application_id, household_id, holder_id, programme, state, currency, monthly_amount_minor,
    card_share_minor, account_share_minor, starts_on, ends_on
FROM memberships WHERE application_id = $1;

-- name: list_memberships
SELECT
    id, version, application_id, household_id, holder_id, programme, state, currency, monthly_amount_minor,
    card_share_minor, account_share_minor, starts_on, ends_on
FROM memberships
WHERE
    ($1::uuid IS NULL OR id > $1)
    AND ($2::uuid IS NULL OR household_id = $2)
    AND ($3::date IS NULL OR $3 BETWEEN starts_on AND ends_on)
ORDER BY id
LIMIT $4;
