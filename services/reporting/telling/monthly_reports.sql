-- name: count_by_amount
-- How many households got how much for a month: by which of the limits the amount reaches.
SELECT place, count(*)::int AS households_count
FROM (
    SELECT width_bucket(sum(credited_minor + account_minor), $3::bigint[]) AS place
    FROM benefits
    WHERE currency = $1 AND month = $2
    GROUP BY household_id
    HAVING sum(credited_minor + account_minor) > 0
) AS households
GROUP BY place
ORDER BY place;

-- name: select_passed_on
-- What shops paid shops in a month, by the kinds of both.
SELECT
    coalesce(p.kind, 'unknown') AS payer_kind,
    coalesce(m.kind, 'unknown') AS payee_kind,
    sum(r.respent_minor)::bigint AS amount_minor
FROM respends AS r
LEFT JOIN merchants AS p ON r.municipality_id = p.municipality_id AND r.payer_id = p.merchant_id
LEFT JOIN merchants AS m ON r.municipality_id = m.municipality_id AND r.payee_id = m.merchant_id
WHERE r.currency = $1 AND r.settlement_date >= $2::date AND r.settlement_date < ($2::date + interval '1 month')
GROUP BY 1, 2
ORDER BY 1, 2;

-- name: count_buyers
SELECT count(DISTINCT wallet_id) FROM buyers WHERE currency = $1;
