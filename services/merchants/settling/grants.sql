-- name: insert_grant
INSERT INTO adjustments (id, merchant_id, currency, kind, grant_id, amount_minor, arose_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: select_tranches
-- A payout that pays again what came back of an earlier one pays that one's tranches and orders too.
WITH RECURSIVE paid (payout_id, of_payout_id) AS (
    SELECT p.id, p.id FROM payouts AS p
    WHERE p.id = ANY($1::uuid [])
    UNION
    SELECT paid.payout_id, a.returned_payout_id FROM paid
    INNER JOIN adjustments AS a ON paid.of_payout_id = a.payout_id
    WHERE a.kind = 'payout_returned'
)

SELECT paid.payout_id, array_agg(DISTINCT a.grant_id ORDER BY a.grant_id) AS tranche_ids
FROM paid
INNER JOIN adjustments AS a ON paid.of_payout_id = a.payout_id
WHERE a.kind IN ('grant', 'order')
GROUP BY paid.payout_id;
