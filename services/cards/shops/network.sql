-- name: upsert_merchant
INSERT INTO merchants (id, kind, categories, currency, accepted_from, wallet_id, refund_days)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET
    kind = excluded.kind,
    categories = excluded.categories,
    accepted_from = excluded.accepted_from,
    refund_days = excluded.refund_days,
    suspended_from = NULL;

-- name: suspend_merchant
UPDATE merchants SET suspended_from = $2 WHERE id = $1;

-- name: get_shop
SELECT id, wallet_id, currency, accepted_from, suspended_from FROM merchants WHERE id = $1;

-- name: has_merchant
SELECT EXISTS (SELECT FROM merchants WHERE id = $1);

-- name: upsert_till
-- A till that was stopped here stays stopped, whatever an older event says. A key that takes another one's place leaves
-- that one beside it, for as long as was said.
INSERT INTO tills (id, merchant_id, key_id, public_key, area, outlet_id) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET
    former_key_id = CASE WHEN tills.key_id = excluded.key_id THEN tills.former_key_id ELSE tills.key_id END,
    former_public_key
    = CASE WHEN tills.key_id = excluded.key_id THEN tills.former_public_key ELSE tills.public_key END,
    former_key_until
    = CASE WHEN tills.key_id = excluded.key_id THEN tills.former_key_until ELSE $7 END,
    key_id = excluded.key_id,
    public_key = excluded.public_key,
    area = excluded.area,
    outlet_id = excluded.outlet_id;

-- name: stop_till
UPDATE tills SET stopped_at = coalesce(stopped_at, $2) WHERE id = $1
RETURNING id, merchant_id, stopped_at, area;

-- name: get_till
SELECT id, merchant_id, stopped_at, area FROM tills WHERE id = $1;

-- name: list_tills
SELECT id, merchant_id, stopped_at, area
FROM tills
WHERE merchant_id = $1 AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;

-- name: find_till
SELECT id, municipality_id, merchant_id, public_key, counts_until FROM koinon.find_till($1);

-- name: insert_offer
INSERT INTO offers (
    id, programme, merchant_kind, merchant_id, bonus_basis_points, bonus_minor_max, currency, valid_from, valid_until,
    funded_by, categories, areas, minimum_minor, household_month_minor_max, stacks
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (id) DO NOTHING;

-- name: end_offer
UPDATE offers SET ended = true WHERE id = $1;
