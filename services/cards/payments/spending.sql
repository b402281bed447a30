-- name: spent
-- By sale and programme: what the household has spent or has held on the sale's day and in its month, and what with this
-- card. It is looked for in the sale's month and, for the time between two payments, up to a day before it.
SELECT
    s.place,
    u.programme,
    coalesce(sum(u.left_minor) FILTER (WHERE w.on_day), 0)::bigint AS day_minor,
    count(DISTINCT u.id) FILTER (WHERE w.on_day AND u.left_minor > 0) AS day_count,
    coalesce(sum(u.left_minor) FILTER (WHERE w.in_month), 0)::bigint AS month_minor,
    count(DISTINCT u.id) FILTER (WHERE w.in_month AND u.left_minor > 0) AS month_count,
    coalesce(sum(u.left_minor) FILTER (WHERE w.on_day AND w.own), 0)::bigint AS card_day_minor,
    count(DISTINCT u.id) FILTER (WHERE w.on_day AND w.own AND u.left_minor > 0) AS card_day_count,
    coalesce(sum(u.left_minor) FILTER (WHERE w.in_month AND w.own), 0)::bigint AS card_month_minor,
    count(DISTINCT u.id) FILTER (WHERE w.in_month AND w.own AND u.left_minor > 0) AS card_month_count,
    max(u.at) FILTER (WHERE w.own) AS card_paid_at
FROM unnest(
    $1::int[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[],
    $8::timestamptz[], $9::timestamptz[]
) AS s (place, wallet_id, card_id, before_id, since, day_from, day_until, month_from, month_until)
CROSS JOIN LATERAL (
    -- A capture counts with its hold: as one payment, on the day on which it was authorised.
    SELECT
        coalesce(p.authorisation_id, p.id) AS id, p.card_id, coalesce(a.authorised_at, p.paid_at) AS at, l.programme,
        d.amount_minor - d.refunded_minor AS left_minor
    FROM payments AS p
    INNER JOIN draws AS d ON p.id = d.payment_id
    INNER JOIN lots AS l ON d.lot_id = l.id
    LEFT JOIN authorisations AS a ON p.authorisation_id = a.id
    WHERE
        p.wallet_id = s.wallet_id AND p.paid_at >= least(s.since, s.month_from)
        AND p.transfer_id IS NOT NULL AND (s.before_id IS NULL OR p.id < s.before_id)
    UNION ALL
    SELECT a.id, a.card_id, a.authorised_at, l.programme, d.amount_minor - d.drawn_minor - d.freed_minor
    FROM authorisations AS a
    INNER JOIN hold_draws AS d ON a.id = d.authorisation_id
    INNER JOIN lots AS l ON d.lot_id = l.id
    WHERE
        a.wallet_id = s.wallet_id AND a.authorised_at >= least(s.since, s.month_from)
        AND a.status = 'authorised' AND (s.before_id IS NULL OR a.id < s.before_id)
) AS u
CROSS JOIN LATERAL (
    SELECT
        u.at >= s.day_from AND u.at < s.day_until AS on_day,
        u.at >= s.month_from AS in_month,
        u.card_id = s.card_id AS own
) AS w
WHERE u.at < s.month_until
GROUP BY s.place, u.programme;
