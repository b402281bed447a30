-- name: one_reader
-- Two files that are read at once might speak of the same payouts, or be the same file.
SELECT pg_advisory_xact_lock(hashtextextended('bank answers ' || koinon.municipality(), 0));

-- name: find_same
SELECT id FROM bank_answers WHERE sha256 = $1;

-- name: insert_answer
INSERT INTO bank_answers (id, kind, sha256, content_id, read_by, read_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: insert_line
INSERT INTO bank_answer_lines (
    id, bank_answer_id, place, kind, outcome, difference, payouts_count, payout_id, amount_minor, currency,
    booked_on, reason
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: select_answer
SELECT
    a.*,
    count(l.id) FILTER (WHERE l.outcome = 'applied') AS applied,
    count(l.id) FILTER (WHERE l.outcome = 'known') AS known,
    count(l.id) FILTER (WHERE l.outcome = 'noted') AS noted,
    count(l.id) FILTER (WHERE l.outcome = 'difference') AS differences
FROM bank_answers AS a
LEFT JOIN bank_answer_lines AS l ON a.id = l.bank_answer_id
WHERE a.id = $1
GROUP BY a.id;

-- name: select_answers
SELECT
    a.*,
    count(l.id) FILTER (WHERE l.outcome = 'applied') AS applied,
    count(l.id) FILTER (WHERE l.outcome = 'known') AS known,
    count(l.id) FILTER (WHERE l.outcome = 'noted') AS noted,
    count(l.id) FILTER (WHERE l.outcome = 'difference') AS differences
FROM bank_answers AS a
LEFT JOIN bank_answer_lines AS l ON a.id = l.bank_answer_id
WHERE $1::uuid IS NULL OR a.id > $1
GROUP BY a.id
ORDER BY a.id
LIMIT $2;

-- name: select_lines
SELECT * FROM bank_answer_lines WHERE bank_answer_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3;

-- name: select_open_differences
SELECT *
FROM bank_answer_lines
WHERE outcome = 'difference' AND settled_by IS NULL AND ($1::uuid IS NULL OR id > $1)
ORDER BY id
LIMIT $2;

-- name: select_line
SELECT * FROM bank_answer_lines WHERE id = $1;

-- name: settle_line
-- Returns no row for what is no difference, or was settled before.
UPDATE bank_answer_lines SET settled_by = $2, settled_at = $3, settled_for = $4, version = version + 1
WHERE id = $1 AND outcome = 'difference' AND settled_by IS NULL
RETURNING id;
