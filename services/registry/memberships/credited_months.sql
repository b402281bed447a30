-- name: insert_credits
-- Heard twice, kept once.
INSERT INTO card_credits (run_id, household_id, programme, month, currency, amount_minor, heard_at)
SELECT $1, new.household_id, $2, $3, $4, new.amount_minor, $7
FROM unnest($5::uuid[], $6::bigint[]) AS new (household_id, amount_minor)
ON CONFLICT DO NOTHING;

-- name: credited_months
-- A cancelled account share was never credited; what the bank refused or sent back was credited and not received.
SELECT
    c.month,
    sum(c.card_minor)::bigint AS card_minor,
    sum(c.account_minor)::bigint AS account_minor,
    sum(c.received_minor)::bigint AS received_minor
FROM (
    SELECT k.month, k.amount_minor AS card_minor, 0 AS account_minor, k.amount_minor AS received_minor
    FROM card_credits AS k
    WHERE k.household_id = $1 AND k.programme = $2
    UNION ALL
    SELECT s.month, 0, s.amount_minor, CASE WHEN s.status IN ('instructed', 'paid') THEN s.amount_minor ELSE 0 END
    FROM account_shares AS s INNER JOIN account_share_runs AS r ON s.run_id = r.id
    WHERE s.household_id = $1 AND r.programme = $2 AND s.status <> 'cancelled'
) AS c
WHERE c.month BETWEEN $3::date AND $4::date
GROUP BY c.month
ORDER BY c.month;

-- name: months_run
-- The months of a programme that anybody was credited for.
SELECT wanted.month
FROM unnest($2::date[]) AS wanted (month)
WHERE
    EXISTS (SELECT FROM card_credits AS k WHERE k.programme = $1 AND k.month = wanted.month)
    OR EXISTS (
        SELECT FROM account_shares AS s INNER JOIN account_share_runs AS r ON s.run_id = r.id
        WHERE r.programme = $1 AND s.month = wanted.month
    );
