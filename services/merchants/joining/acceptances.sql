-- name: select_acceptances
SELECT
    id, merchant_id, accepted_from, accepted_until, agreement_version, agreement_signed_on,
    made_by, accepted_by, accepted_at, ended_by, ended_reason
FROM acceptances
WHERE merchant_id = $1
ORDER BY id;

-- name: insert_acceptance
INSERT INTO acceptances (
    id, merchant_id, accepted_from, agreement_version, agreement_signed_on, made_by, accepted_by, accepted_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: end_acceptance
-- An acceptance that had not begun yet ends on its first day: it never counts.
UPDATE acceptances SET accepted_until = greatest($2, accepted_from), ended_by = $3, ended_reason = $4
WHERE merchant_id = $1 AND accepted_until IS NULL;

-- name: change_status
UPDATE merchants SET status = $2, version = version + 1 WHERE id = $1;
