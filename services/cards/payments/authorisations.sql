-- name: authorisations
SELECT
    id, merchant_id, status, decline_code, currency, requested_minor, held_minor, remainder_minor, captured_minor,
    released_minor, balance_minor, available_minor, next_expiry_on, next_expiry_minor, authorised_at, expires_at,
    version, decision
FROM authorisations
WHERE id = ANY ($1::uuid[]);

-- name: earlier_authorisations
SELECT a.id, a.till_id, a.idempotency_key, a.fingerprint FROM authorisations AS a
INNER JOIN unnest($1::uuid[], $2::text[]) AS s (till_id, idempotency_key)
    ON a.till_id = s.till_id AND a.idempotency_key = s.idempotency_key;

-- name: insert_authorisations
INSERT INTO authorisations (
    id, municipality_id, till_id, merchant_id, idempotency_key, fingerprint, card_id, wallet_id, status, decline_code,
    currency, category, requested_minor, held_minor, remainder_minor, balance_minor, available_minor, next_expiry_on,
    next_expiry_minor, decision, authorised_at, expires_at
)
SELECT
    a.id, a.municipality_id, a.till_id, a.merchant_id, a.idempotency_key, a.fingerprint, a.card_id, a.wallet_id,
    a.status, a.decline_code, a.currency, a.category, a.requested_minor, a.held_minor, a.remainder_minor,
    a.balance_minor, a.available_minor, a.next_expiry_on, a.next_expiry_minor, a.decision::json, a.authorised_at,
    a.expires_at
FROM unnest(
    $1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bytea[], $7::uuid[], $8::uuid[], $9::text[],
    $10::text[], $11::text[], $12::text[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[],
    $18::date[], $19::bigint[], $20::text[], $21::timestamptz[], $22::timestamptz[]
) AS a (
    id, municipality_id, till_id, merchant_id, idempotency_key, fingerprint, card_id, wallet_id, status, decline_code,
    currency, category, requested_minor, held_minor, remainder_minor, balance_minor, available_minor, next_expiry_on,
    next_expiry_minor, decision, authorised_at, expires_at
)
RETURNING
    id, merchant_id, status, decline_code, currency, requested_minor, held_minor, remainder_minor, captured_minor,
    released_minor, balance_minor, available_minor, next_expiry_on, next_expiry_minor, authorised_at, expires_at,
    version, decision;

-- name: insert_hold_draws
INSERT INTO hold_draws (authorisation_id, lot_id, municipality_id, place, amount_minor)
SELECT d.authorisation_id, d.lot_id, d.municipality_id, d.place, d.amount_minor
FROM unnest($1::draw_row[]) AS d (authorisation_id, lot_id, municipality_id, place, amount_minor);

-- name: hold_lots
UPDATE lots AS l SET held_minor = l.held_minor + h.amount_minor
FROM unnest($1::uuid[], $2::bigint[]) AS h (lot_id, amount_minor)
WHERE l.id = h.lot_id;
