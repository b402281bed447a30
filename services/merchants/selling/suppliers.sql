-- name: suggest
-- A re-spend has a row of the shop that pays, below zero, and one of the shop that is paid.
SELECT
    m.id,
    m.trade_name,
    m.kind,
    m.categories,
    a.accepted_from,
    coalesce(
        (
            SELECT array_agg(DISTINCT p.area ORDER BY p.area) FROM outlets AS p
            WHERE p.merchant_id = m.id AND p.closed_at IS NULL
        ), '{}'
    ) AS areas,
    EXISTS (
        SELECT FROM outlets AS p
        INNER JOIN outlets AS own ON p.area = own.area
        WHERE p.merchant_id = m.id AND own.merchant_id = $1 AND p.closed_at IS NULL AND own.closed_at IS NULL
    ) AS near,
    (
        SELECT count(*) FROM settlement_respends AS got
        INNER JOIN settlement_respends AS paid ON got.respend_id = paid.respend_id
        WHERE got.merchant_id = m.id AND got.net_minor > 0 AND paid.merchant_id = $1
    ) AS paid_before
FROM merchants AS m
INNER JOIN acceptances AS a ON m.id = a.merchant_id
WHERE
    m.id <> $1 AND m.currency = $2 AND a.accepted_from <= $3 AND (a.accepted_until IS NULL OR a.accepted_until > $3)
    AND ($4::text IS NULL OR $4 = ANY(m.categories))
ORDER BY near DESC, paid_before DESC, m.kind = 'social_enterprise' DESC, m.trade_name ASC, m.id ASC
LIMIT $5;
