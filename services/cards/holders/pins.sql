-- name: set_pin
UPDATE cards SET pin_verifier = $2, pin_tries_left = 3, version = version + 1 WHERE id = $1;

-- name: spend_try
-- The try is spent before the PIN is looked at, and not again for a sale that was answered before. What was left comes
-- back with it: asked for by another statement, it could have been given back in between.
UPDATE cards SET pin_tries_left = greatest(pin_tries_left - 1, 0)
WHERE
    token_hash = $1 AND pin_verifier IS NOT NULL
    AND NOT EXISTS (SELECT FROM payments AS p WHERE p.till_id = $2 AND p.idempotency_key = $3)
    AND NOT EXISTS (SELECT FROM authorisations AS a WHERE a.till_id = $2 AND a.idempotency_key = $3)
    AND NOT EXISTS (SELECT FROM inquiries AS i WHERE i.till_id = $2 AND i.idempotency_key = $3)
RETURNING id, pin_verifier, old.pin_tries_left AS tries_left;

-- name: restore_tries
UPDATE cards SET pin_tries_left = 3, sales_without_pin = 0 WHERE id = $1;

-- name: card_of_token
SELECT id FROM cards WHERE token_hash = $1;

-- name: token_of_number
SELECT token_hash FROM cards WHERE number = $1;

-- name: token_of_card
SELECT token_hash FROM cards WHERE id = $1 AND holder_id = $2;

-- name: count_proof
INSERT INTO pin_proofs (minute, tries) VALUES ($1, 1)
ON CONFLICT (municipality_id, minute) DO UPDATE SET tries = pin_proofs.tries + 1
RETURNING tries;

-- name: forget_proofs
DELETE FROM pin_proofs WHERE minute < $1;
