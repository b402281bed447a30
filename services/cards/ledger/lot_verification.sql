-- The same columns as in verification.sql: the first $1 findings, and how many there are.

-- name: wrong_credits
-- What runs and provisional credits have brought a wallet is what the lots say that it was given; a lot that moved is not
-- counted again.
SELECT
    'wallet' AS subject,
    coalesce(e.wallet_id, l.wallet_id)::text AS id,
    concat('it was credited ', coalesce(e.credited_minor, 0), ', its lots say ', coalesce(l.credited_minor, 0)) AS says,
    count(*) OVER () AS violations
FROM (
    SELECT e.wallet_id, sum(e.amount_minor) AS credited_minor FROM entries AS e
    INNER JOIN transfers AS t ON e.transfer_id = t.id
    WHERE t.kind IN ('credit', 'provisional_credit') AND e.amount_minor > 0
    GROUP BY e.wallet_id
) AS e
FULL JOIN (
    SELECT wallet_id, sum(credited_minor) AS credited_minor FROM lots
    WHERE origin_id IS NULL
    GROUP BY wallet_id
) AS l ON e.wallet_id = l.wallet_id
WHERE e.credited_minor IS DISTINCT FROM l.credited_minor
ORDER BY 2
LIMIT $1;

-- name: wrong_provisional_credits
-- Each was agreed to by two people, is its transfer and its lots, and lasts for as long as its dispute is open.
SELECT
    'dispute' AS subject,
    d.dispute_id::text AS id,
    concat(
        'it is ', d.status, ' with a credit of ', d.amount_minor, ', its transfer has ', d.moved_minor, ', its lots ',
        d.credited_minor
    ) AS says,
    count(*) OVER () AS violations
FROM (
    SELECT
        c.dispute_id, c.amount_minor, c.ended_at, s.status, p.state,
        (
            SELECT coalesce(sum(e.amount_minor), 0) FROM entries AS e INNER JOIN transfers AS t ON e.transfer_id = t.id
            WHERE t.id = c.transfer_id AND t.kind = 'provisional_credit' AND e.amount_minor > 0
        ) AS moved_minor,
        (SELECT coalesce(sum(l.credited_minor), 0) FROM lots AS l WHERE l.dispute_id = c.dispute_id) AS credited_minor
    FROM provisional_credits AS c
    INNER JOIN disputes AS s ON c.dispute_id = s.id
    LEFT JOIN proposals AS p ON c.proposal_id = p.id AND p.kind = 'provisional_credit'
) AS d
WHERE
    d.amount_minor <> d.moved_minor OR d.amount_minor <> d.credited_minor OR d.state IS DISTINCT FROM 'executed'
    OR (d.status = 'disputed') <> (d.ended_at IS NULL)
ORDER BY 2
LIMIT $1;

-- name: wrong_ends
-- A run gives all its lots one last day; later is only what was announced late.
SELECT
    'lot' AS subject, l.id::text AS id, concat('it ends on ', l.expires_on, ', the others of its run on ', r.expires_on)
    AS says,
    count(*) OVER () AS violations
FROM lots AS l
INNER JOIN run_lines AS n ON l.run_line_id = n.id
INNER JOIN (
    SELECT n.run_id, mode() WITHIN GROUP (ORDER BY l.expires_on) AS expires_on FROM lots AS l
    INNER JOIN run_lines AS n ON l.run_line_id = n.id
    GROUP BY n.run_id
    HAVING min(l.expires_on) <> max(l.expires_on)
) AS r ON n.run_id = r.run_id
WHERE l.expires_on <> r.expires_on AND NOT EXISTS (SELECT FROM expiry_notices AS e WHERE e.lot_id = l.id)
ORDER BY l.id
LIMIT $1;

-- name: dangling_rows
-- What money is told by refers to what is there, also where somebody has taken foreign keys away.
SELECT
    d.subject, d.id, concat('it is of a ', d.of_what, ' that is not there: ', d.missing) AS says,
    count(*) OVER () AS violations
FROM (
    SELECT 'draw' AS subject, concat(d.payment_id, '/', d.lot_id) AS id, 'payment' AS of_what, d.payment_id AS missing
    FROM draws AS d
    WHERE NOT EXISTS (SELECT FROM payments AS p WHERE p.id = d.payment_id)
    UNION ALL
    SELECT 'draw', concat(d.payment_id, '/', d.lot_id), 'lot', d.lot_id FROM draws AS d
    WHERE NOT EXISTS (SELECT FROM lots AS l WHERE l.id = d.lot_id)
    UNION ALL
    SELECT 'held part', concat(h.authorisation_id, '/', h.lot_id), 'authorisation', h.authorisation_id
    FROM hold_draws AS h
    WHERE NOT EXISTS (SELECT FROM authorisations AS a WHERE a.id = h.authorisation_id)
    UNION ALL
    SELECT 'held part', concat(h.authorisation_id, '/', h.lot_id), 'lot', h.lot_id FROM hold_draws AS h
    WHERE NOT EXISTS (SELECT FROM lots AS l WHERE l.id = h.lot_id)
    UNION ALL
    SELECT 'release', r.id::text, 'authorisation', r.authorisation_id FROM hold_releases AS r
    WHERE NOT EXISTS (SELECT FROM authorisations AS a WHERE a.id = r.authorisation_id)
    UNION ALL
    SELECT 'payment', p.id::text, 'authorisation', p.authorisation_id FROM payments AS p
    WHERE
        p.authorisation_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM authorisations AS a WHERE a.id = p.authorisation_id)
    UNION ALL
    SELECT 'refund', r.id::text, 'payment', r.payment_id FROM refunds AS r
    WHERE NOT EXISTS (SELECT FROM payments AS p WHERE p.id = r.payment_id)
    UNION ALL
    SELECT 'move', m.id::text, 'lot', m.lot_id FROM lot_moves AS m
    WHERE NOT EXISTS (SELECT FROM lots AS l WHERE l.id = m.lot_id)
    UNION ALL
    SELECT 'lot', l.id::text, 'wallet', l.wallet_id FROM lots AS l
    WHERE NOT EXISTS (SELECT FROM wallets AS w WHERE w.id = l.wallet_id)
    UNION ALL
    SELECT 'entry', e.id::text, 'wallet', e.wallet_id FROM entries AS e
    WHERE NOT EXISTS (SELECT FROM wallets AS w WHERE w.id = e.wallet_id)
    UNION ALL
    SELECT 'lot', l.id::text, 'provisional credit', l.dispute_id FROM lots AS l
    WHERE
        l.dispute_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM provisional_credits AS c WHERE c.dispute_id = l.dispute_id)
    UNION ALL
    SELECT 'provisional credit', c.dispute_id::text, 'dispute', c.dispute_id FROM provisional_credits AS c
    WHERE NOT EXISTS (SELECT FROM disputes AS s WHERE s.id = c.dispute_id)
) AS d
ORDER BY d.subject, d.id
LIMIT $1;
