-- name: insert_set_off
INSERT INTO set_offs (
    id, membership_id, household_id, programme, currency, amount_minor, months, state, ordered_on, proposed_by,
    ordered_by
)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'ordered', $8, $9, $10);

-- name: find_set_off
SELECT
    id, version, membership_id, household_id, programme, currency, amount_minor, repaid_minor, taken_minor,
    CASE state WHEN 'ordered' THEN amount_minor - repaid_minor - taken_minor ELSE 0 END AS owed_minor,
    greatest(repaid_minor + taken_minor - amount_minor, 0) AS overpaid_minor, months, state, ordered_on,
    proposed_by, ordered_by, ended_on, lifted_reason, lift_proposed_by, lifted_by
FROM set_offs WHERE id = $1;

-- name: lock_set_off
SELECT
    id, version, membership_id, household_id, programme, currency, amount_minor, repaid_minor, taken_minor,
    CASE state WHEN 'ordered' THEN amount_minor - repaid_minor - taken_minor ELSE 0 END AS owed_minor,
    greatest(repaid_minor + taken_minor - amount_minor, 0) AS overpaid_minor, months, state, ordered_on,
    proposed_by, ordered_by, ended_on, lifted_reason, lift_proposed_by, lifted_by
FROM set_offs WHERE id = $1 FOR UPDATE;

-- name: set_offs_of_membership
SELECT
    id, version, membership_id, household_id, programme, currency, amount_minor, repaid_minor, taken_minor,
    CASE state WHEN 'ordered' THEN amount_minor - repaid_minor - taken_minor ELSE 0 END AS owed_minor,
    greatest(repaid_minor + taken_minor - amount_minor, 0) AS overpaid_minor, months, state, ordered_on,
    proposed_by, ordered_by, ended_on, lifted_reason, lift_proposed_by, lifted_by
FROM set_offs WHERE membership_id = $1
ORDER BY id;

-- name: list_set_offs
SELECT
    id, version, membership_id, household_id, programme, currency, amount_minor, repaid_minor, taken_minor,
    CASE state WHEN 'ordered' THEN amount_minor - repaid_minor - taken_minor ELSE 0 END AS owed_minor,
    greatest(repaid_minor + taken_minor - amount_minor, 0) AS overpaid_minor, months, state, ordered_on,
    proposed_by, ordered_by, ended_on, lifted_reason, lift_proposed_by, lifted_by
FROM set_offs
WHERE
    ($1::uuid IS NULL OR id > $1)
    AND ($2::uuid IS NULL OR household_id = $2)
    AND ($3::text IS NULL OR state = $3)
ORDER BY id
LIMIT $4;

-- name: months_claimed
-- The months of a right that were claimed back already.
SELECT DISTINCT unnest(months) AS month FROM set_offs WHERE membership_id = $1 AND state <> 'lifted';

-- name: lift_set_off
UPDATE set_offs
SET state = 'lifted', ended_on = $2, lifted_reason = $3, lift_proposed_by = $4, lifted_by = $5, version = version + 1
WHERE id = $1;

-- name: repay
UPDATE set_offs
SET
    repaid_minor = repaid_minor + $2,
    state = CASE WHEN repaid_minor + taken_minor + $2 >= amount_minor THEN 'repaid' ELSE 'ordered' END,
    ended_on = CASE WHEN repaid_minor + taken_minor + $2 >= amount_minor THEN $3::date END,
    version = version + 1
WHERE id = $1;

-- name: take_back
-- What cards has kept back in a run. One that has ended in the meantime stays so, and shows what was paid too much.
UPDATE set_offs AS s
SET
    taken_minor = s.taken_minor + t.amount_minor,
    state = CASE
        WHEN s.state = 'ordered' AND s.repaid_minor + s.taken_minor + t.amount_minor >= s.amount_minor THEN 'repaid'
        ELSE s.state
    END,
    ended_on = CASE
        WHEN s.state = 'ordered' AND s.repaid_minor + s.taken_minor + t.amount_minor >= s.amount_minor THEN $3::date
        ELSE s.ended_on
    END,
    version = s.version + 1
FROM unnest($1::uuid[], $2::bigint[]) AS t (set_off_id, amount_minor)
WHERE s.id = t.set_off_id;
