-- name: select_known
-- Every merchant that has not left, and the one asked for; with the ruling on the two.
SELECT
    m.id,
    m.trade_name,
    m.status,
    m.contact_id,
    coalesce((
        SELECT array_agg(a.id ORDER BY a.id)
        FROM bank_accounts AS a
        WHERE a.merchant_id = m.id AND a.status <> 'rejected'
    ), '{}') AS account_ids,
    r.ruled_by,
    r.ruled_at,
    r.reason
FROM merchants AS m
LEFT JOIN duplicate_rulings AS r
    ON r.one_id = least(m.id, $1::uuid) AND r.other_id = greatest(m.id, $1::uuid)
WHERE m.status <> 'left' OR m.id = $1
ORDER BY m.id;

-- name: insert_ruling
-- The first ruling on two merchants stands.
INSERT INTO duplicate_rulings (one_id, other_id, reason, ruled_by, ruled_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING;
