-- name: upsert_membership
INSERT INTO memberships (
    id, household_id, holder_id, programme, currency, card_share_minor, account_share_minor, starts_on, ends_on, status,
    wallet_id
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'active', $10)
ON CONFLICT (id) DO UPDATE SET
    status = 'active', card_share_minor = excluded.card_share_minor, account_share_minor = excluded.account_share_minor,
    starts_on = excluded.starts_on, ends_on = excluded.ends_on;

-- name: set_status
UPDATE memberships SET status = $2 WHERE id = $1 AND status <> 'exited';

-- name: leave
-- The day itself is the first without the benefit; a membership that never began keeps its first day and is exited.
UPDATE memberships SET status = 'exited', ends_on = least(ends_on, greatest(starts_on, $2::date - 1)) WHERE id = $1;

-- name: extend
UPDATE memberships AS m SET ends_on = greatest(m.ends_on, n.ends_on)
FROM unnest($1::uuid[], $2::date[]) AS n (id, ends_on)
WHERE m.id = n.id AND m.status <> 'exited';

-- name: change_holder
UPDATE memberships SET holder_id = $2 WHERE household_id = $1 AND status <> 'exited';
