-- name: sales_of_month
-- By settlement day, as shops are paid; what was given as cash is left out, also when it came back.
SELECT m.id AS merchant_id, sum(e.amount_minor)::bigint AS net_minor
FROM transfers AS t
INNER JOIN entries AS e ON t.id = e.transfer_id
INNER JOIN merchants AS m ON e.wallet_id = m.wallet_id
WHERE
    t.kind IN ('payment', 'refund') AND t.settlement_date >= $3 AND t.settlement_date < $4
    AND e.programme = $1 AND e.currency = $2 AND m.kind <> ALL ($5::text[])
    AND NOT EXISTS (SELECT FROM payments AS p WHERE p.id = t.subject_id AND p.cash)
GROUP BY m.id
HAVING sum(e.amount_minor) > 0
ORDER BY m.id;

-- name: has_fees
SELECT EXISTS (
    SELECT FROM charges WHERE kind = 'fee' AND reverses_id IS NULL AND programme = $1 AND month = $2
);
