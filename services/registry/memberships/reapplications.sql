-- name: last_revocation
-- The last right to a programme that was revoked, of this household or of one whose holder lives in it now.
SELECT e.exited_on, e.still_eligible, e.suspended_on
FROM exits AS e INNER JOIN memberships AS m ON e.membership_id = m.id
WHERE
    e.kind = 'revoked' AND m.programme = $2
    AND (
        m.household_id = $1
        OR EXISTS (
            SELECT FROM household_members AS p
            WHERE p.household_id = $1 AND p.person_id = m.holder_id AND p.left_on IS NULL
        )
    )
ORDER BY e.exited_on DESC, e.id DESC
LIMIT 1;

-- name: owed_by
-- What is neither repaid, kept back nor lifted, of the same households.
SELECT s.currency, sum(s.amount_minor - s.repaid_minor - s.taken_minor)::bigint AS owed_minor
FROM set_offs AS s INNER JOIN memberships AS m ON s.membership_id = m.id
WHERE
    s.state = 'ordered' AND s.programme = $2
    AND (
        s.household_id = $1
        OR EXISTS (
            SELECT FROM household_members AS p
            WHERE p.household_id = $1 AND p.person_id = m.holder_id AND p.left_on IS NULL
        )
    )
GROUP BY s.currency
LIMIT 1;
