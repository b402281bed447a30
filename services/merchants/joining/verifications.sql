-- name: insert_verification
WITH verified AS (
    INSERT INTO verifications (id, merchant_id, verified_by, verified_at, valid_until) VALUES ($1, $2, $3, $4, $5)
    RETURNING merchant_id, valid_until
)

UPDATE merchants AS m SET verified_until = verified.valid_until, version = m.version + 1
FROM verified
WHERE m.id = verified.merchant_id;

-- name: select_verifications
SELECT * FROM verifications WHERE merchant_id = $1 ORDER BY id;

-- name: select_due
SELECT m.*, a.accepted_from, a.accepted_until
FROM merchants AS m
LEFT JOIN LATERAL (
    SELECT accepted_from, accepted_until FROM acceptances WHERE merchant_id = m.id ORDER BY id DESC LIMIT 1
) AS a ON true
WHERE
    m.status IN ('verified', 'accepted', 'suspended')
    AND (m.verified_until IS NULL OR m.verified_until <= $1)
    AND ($2::uuid IS NULL OR m.id > $2)
ORDER BY m.id
LIMIT $3;

-- name: lock_overdue
-- Those verified before there was a term are due, but no term of theirs has passed.
SELECT m.*
FROM merchants AS m
WHERE m.status = 'accepted' AND m.verified_until < $1
ORDER BY m.id
LIMIT $2
FOR UPDATE OF m SKIP LOCKED;
