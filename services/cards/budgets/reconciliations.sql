-- name: chain
SELECT id, sequence, opened_on, opening_minor, closed_on, closing_minor FROM bank_statements
WHERE currency = $1
ORDER BY closed_on, opened_on, sequence, id;

-- name: unbooked_before
-- What the account holds as the ledger sees it before an instant, without what was booked after it.
SELECT coalesce(-sum(e.amount_minor), 0)::bigint
FROM wallets AS w
INNER JOIN entries AS e ON w.id = e.wallet_id
INNER JOIN transfers AS t ON e.transfer_id = t.id
WHERE
    w.kind = 'outside' AND w.currency = $1 AND t.posted_at < $2
    AND NOT EXISTS (SELECT FROM bank_matches AS m WHERE m.transfer_id = t.id);

-- name: figures
-- At the end of a day: a match counts when booking and all of its transfers are of that day or before.
WITH booked AS (
    SELECT b.id, b.amount_minor
    FROM bank_bookings AS b
    INNER JOIN bank_statements AS s ON b.bank_statement_id = s.id
    WHERE s.currency = $1 AND s.closed_on <= $2
),

moved AS (
    SELECT t.id, t.posted_at, -e.amount_minor AS amount_minor
    FROM wallets AS w
    INNER JOIN entries AS e ON w.id = e.wallet_id
    INNER JOIN transfers AS t ON e.transfer_id = t.id
    WHERE w.kind = 'outside' AND w.currency = $1 AND t.posted_at < $3
),

whole AS (
    SELECT m.booking_id
    FROM bank_matches AS m
    INNER JOIN transfers AS t ON m.transfer_id = t.id
    WHERE m.booking_id IN (SELECT id FROM booked)
    GROUP BY m.booking_id
    HAVING bool_and(t.posted_at < $3)
),

apart AS (
    SELECT v.posted_at, v.amount_minor FROM moved AS v
    WHERE NOT EXISTS (
        SELECT FROM bank_matches AS m
        INNER JOIN whole AS f ON m.booking_id = f.booking_id
        WHERE m.transfer_id = v.id
    )
)

SELECT
    (SELECT coalesce(sum(amount_minor), 0)::bigint FROM moved) AS liabilities_minor,
    (SELECT coalesce(sum(amount_minor), 0)::bigint FROM booked) AS booked_minor,
    (
        SELECT coalesce(sum(amount_minor), 0)::bigint FROM booked
        WHERE id NOT IN (SELECT booking_id FROM whole)
    ) AS not_in_ledger_minor,
    (SELECT coalesce(sum(amount_minor), 0)::bigint FROM apart WHERE posted_at >= $4) AS not_at_bank_minor,
    (SELECT coalesce(sum(amount_minor), 0)::bigint FROM apart WHERE posted_at < $4) AS before_minor,
    (
        SELECT count(*) FROM reconciliation_cases WHERE currency = $1 AND status = 'open' AND day <= $2
    ) AS open_cases;
