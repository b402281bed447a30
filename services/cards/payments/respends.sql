-- name: earlier_respend
SELECT id, fingerprint FROM respends WHERE till_id = $1 AND idempotency_key = $2;

-- name: lock_pots
-- After the shop's wallet, in one order: pots are locked last everywhere.
SELECT w.id AS wallet_id, w.balance_minor, b.id AS budget_line_id, b.programme FROM wallets AS w
INNER JOIN budget_lines AS b ON w.id = b.wallet_id
WHERE b.purpose = 'bonus' AND b.status = 'open' AND b.currency = $1 AND b.programme = ANY ($2::text[])
ORDER BY w.id
FOR UPDATE OF w;

-- name: owed
-- What a shop is owed in all, and for open days, whose entries lie beyond its fold point.
SELECT
    (coalesce(max(f.balance_minor), 0) + coalesce(sum(e.amount_minor), 0))::bigint AS balance_minor,
    coalesce(sum(e.amount_minor) FILTER (WHERE t.settlement_date > $2), 0)::bigint AS open_minor
FROM (SELECT $1::uuid AS wallet_id) AS w
LEFT JOIN LATERAL (
    SELECT p.last_entry_id, p.balance_minor FROM fold_points AS p
    WHERE p.wallet_id = w.wallet_id
    ORDER BY p.last_entry_id DESC
    LIMIT 1
) AS f ON true
LEFT JOIN entries AS e ON w.wallet_id = e.wallet_id AND e.id > coalesce(f.last_entry_id, 0)
LEFT JOIN transfers AS t ON e.transfer_id = t.id;

-- name: holdings
-- What a shop holds of open days by origin and hop: sales bring hop 1, refunds take of it; re-spends say theirs.
SELECT h.programme, h.budget_line_id, h.month, h.hop, sum(h.amount_minor)::bigint AS amount_minor
FROM (
    SELECT e.programme, e.budget_line_id, e.month, 1 AS hop, e.amount_minor
    FROM entries AS e
    INNER JOIN transfers AS t ON e.transfer_id = t.id
    WHERE
        e.wallet_id = $1 AND t.settlement_date > $2 AND t.kind <> 'respend' AND e.programme IS NOT NULL
        AND e.id > coalesce((SELECT max(f.last_entry_id) FROM fold_points AS f WHERE f.wallet_id = $1), 0)
    UNION ALL
    SELECT
        p.programme,
        p.budget_line_id,
        p.month,
        CASE WHEN r.payer_id = $3 AND NOT p.is_bonus THEN p.hop - 1 ELSE p.hop END,
        CASE WHEN r.payer_id = $3 AND NOT p.is_bonus THEN -p.amount_minor ELSE p.amount_minor END
    FROM respends AS r
    INNER JOIN respend_parts AS p ON r.id = p.respend_id
    WHERE
        r.settlement_date > $2
        AND ((r.payee_id = $3 AND NOT p.is_bonus) OR r.payer_id = $3)
) AS h
GROUP BY h.programme, h.budget_line_id, h.month, h.hop
HAVING sum(h.amount_minor) <> 0
ORDER BY h.hop, h.month, h.programme, h.budget_line_id;

-- name: insert_respend
INSERT INTO respends (
    id, till_id, payer_id, payee_id, idempotency_key, fingerprint, status, decline_code, currency, requested_minor,
    amount_minor, bonus_minor, transfer_id, settlement_date, record, respent_at, cashier_id, till_period
)
VALUES (
    $1, $2, $3, $4, $5, $6, CASE WHEN $7::text IS NULL THEN 'paid' ELSE 'declined' END, $7, $8, $9,
    CASE WHEN $7::text IS NULL THEN $9::bigint ELSE 0 END, $10, $11, $12, $13, $14, $15, $16
);

-- name: insert_parts
INSERT INTO respend_parts (respend_id, place, programme, budget_line_id, month, hop, amount_minor, is_bonus)
SELECT $1, p.place, p.programme, p.budget_line_id, p.month, p.hop, p.amount_minor, p.is_bonus
FROM
    unnest($2::text[], $3::uuid[], $4::date[], $5::int[], $6::bigint[], $7::boolean[]) WITH ORDINALITY
    AS p (programme, budget_line_id, month, hop, amount_minor, is_bonus, place);

-- name: get_respend
SELECT
    id, payer_id, payee_id, status, decline_code, currency, requested_minor, amount_minor, bonus_minor, settlement_date,
    respent_at, version, record
FROM respends
WHERE id = $1;
