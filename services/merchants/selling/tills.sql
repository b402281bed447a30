-- name: insert_code
INSERT INTO enrolment_codes (id, outlet_id, code_hash, created_by, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: tenant_of_code
SELECT koinon.tenant_of_enrolment_code($1) AS municipality_id;

-- name: lock_code
SELECT c.id, c.outlet_id, o.merchant_id, o.area, c.expires_at, c.till_id
FROM enrolment_codes AS c
INNER JOIN outlets AS o ON c.outlet_id = o.id
WHERE c.code_hash = $1
FOR UPDATE OF c;

-- name: use_code
UPDATE enrolment_codes SET till_id = $2, used_at = $3 WHERE id = $1;

-- name: insert_till
-- Returns no row when a till has this key already.
INSERT INTO tills (id, merchant_id, outlet_id, name, key_id, public_key, status, enrolled_at)
VALUES ($1, $2, $3, $4, $5, $6, 'enrolled', $7)
ON CONFLICT (key_id) DO NOTHING
RETURNING *;

-- name: select_till
SELECT * FROM tills WHERE id = $1;

-- name: lock_till
SELECT id FROM tills WHERE id = $1 FOR UPDATE;

-- name: select_tills
SELECT * FROM tills WHERE merchant_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3;

-- name: stop_till
UPDATE tills
SET status = $2, stopped_at = $3, stopped_by = $4, stop_reason = $5, version = version + 1
WHERE id = $1;

-- name: block_till
-- Who stopped it is known where it was stopped.
UPDATE tills
SET status = 'stopped', stopped_at = $2, stop_reason = 'card_desk', version = version + 1
WHERE id = $1 AND status = 'enrolled';

-- name: lock_tills_of_outlet
SELECT * FROM tills WHERE outlet_id = $1 AND status = 'enrolled' ORDER BY id FOR UPDATE;

-- name: select_silent
-- The days are few, so their rows are read once by the index on days, and not once for each till.
SELECT t.*
FROM tills AS t
INNER JOIN merchants AS m ON t.merchant_id = m.id
WHERE
    t.status = 'enrolled'
    AND m.status = 'accepted'
    AND t.enrolled_at < $1
    AND t.id NOT IN (SELECT e.till_id FROM settlement_entries AS e WHERE e.settlement_date >= $2)
    AND ($3::uuid IS NULL OR m.owner_id = $3)
    AND ($4::uuid IS NULL OR t.id > $4)
    AND ($6::uuid IS NULL OR t.merchant_id = $6)
ORDER BY t.id
LIMIT $5;
