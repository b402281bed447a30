-- name: upsert_cashier
INSERT INTO cashiers (id, merchant_id, outlet_id, number, rights) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO UPDATE SET rights = excluded.rights, version = cashiers.version + 1;

-- name: note_code
-- The PIN before counts no more.
UPDATE cashiers
SET
    code_digest = $2,
    code_expires_at = $3,
    pin_verifier = NULL,
    pin_tries_left = 3,
    version = version + 1
WHERE id = $1;

-- name: end_cashier
UPDATE cashiers
SET
    ended = true,
    code_digest = NULL,
    code_expires_at = NULL,
    pin_verifier = NULL,
    version = version + 1
WHERE id = $1;

-- name: sign_off_everywhere
UPDATE tills SET cashier_id = NULL WHERE cashier_id = $1;

-- name: lock_by_code
SELECT c.id, c.number, c.rights, c.code_expires_at, c.pin_verifier FROM cashiers AS c
INNER JOIN tills AS t ON c.outlet_id = t.outlet_id
WHERE t.id = $1 AND c.code_digest = $2 AND NOT c.ended
FOR UPDATE OF c;

-- name: set_pin
UPDATE cashiers SET pin_verifier = $2, version = version + 1 WHERE id = $1;

-- name: spend_try
-- The try is spent before the PIN is looked at, and what was left comes back. Returns no row when there is no such cashier.
UPDATE cashiers AS c SET pin_tries_left = greatest(c.pin_tries_left - 1, 0)
FROM tills AS t
WHERE
    t.id = $1 AND c.outlet_id = t.outlet_id AND c.number = $2 AND NOT c.ended
    AND c.pin_verifier IS NOT NULL
RETURNING c.id, c.pin_verifier, old.pin_tries_left AS tries_left;

-- name: sign_on
-- Whoever was signed on is so no more.
WITH proven AS (
    UPDATE cashiers SET pin_tries_left = 3 WHERE id = $2 AND NOT ended RETURNING id, number, rights
),

signed_on AS (
    UPDATE tills AS t SET cashier_id = p.id FROM proven AS p WHERE t.id = $1 RETURNING t.id
)

SELECT p.id, p.number, p.rights FROM proven AS p CROSS JOIN signed_on;

-- name: sign_off
UPDATE tills SET cashier_id = NULL WHERE id = $1;

-- name: attend
-- Held until we commit: a report that ends the period waits, and what comes after it is of the next.
SELECT
    t.stopped_at,
    t.period,
    t.cashier_id,
    c.rights AS cashier_rights,
    EXISTS (SELECT FROM cashiers AS a WHERE a.outlet_id = t.outlet_id AND NOT a.ended) AS has_cashiers
FROM tills AS t
LEFT JOIN cashiers AS c ON t.cashier_id = c.id
WHERE t.id = $1
FOR KEY SHARE OF t;
