-- name: count_wallets
SELECT count(*) FROM wallets WHERE kind = 'household' AND currency = $1;

-- name: next_wallets
SELECT id FROM wallets
WHERE kind = 'household' AND currency = $1 AND ($2::uuid IS NULL OR id > $2)
ORDER BY id
LIMIT $3;

-- name: asked
-- What was decided: sales and holds. A capture was not, nor anything before decisions were kept.
SELECT u.id, u.wallet_id, u.card_id, u.currency, u.category, u.requested_minor, u.at, u.decision
FROM (
    SELECT id, wallet_id, card_id, currency, category, requested_minor, paid_at AS at, decision FROM payments
    WHERE wallet_id = ANY ($1::uuid[]) AND paid_at >= $2 AND paid_at < $3 AND authorisation_id IS NULL
    UNION ALL
    SELECT id, wallet_id, card_id, currency, category, requested_minor, authorised_at, decision FROM authorisations
    WHERE wallet_id = ANY ($1::uuid[]) AND authorised_at >= $2 AND authorised_at < $3
) AS u
WHERE (u.decision ->> 'looked_at')::bigint > 0
ORDER BY u.wallet_id, u.at, u.id;
