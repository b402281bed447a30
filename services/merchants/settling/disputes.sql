-- name: insert_dispute
INSERT INTO disputes (id, merchant_id, payment_id, currency, amount_minor, reason, answer_by, opened_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: note_delay
UPDATE disputes SET delayed_since = $2 WHERE id = $1;

-- name: close_dispute
UPDATE disputes SET outcome = $2, refund_id = $3, closed_at = $4 WHERE id = $1;

-- name: select_disputes
-- One by its id, or a page of all, of an owner those of the own merchants; the last answer, and the day with which what
-- is given back is settled, once that is here.
SELECT
    d.id, d.merchant_id, d.payment_id, d.currency, d.amount_minor, d.reason, d.answer_by, d.opened_at, d.delayed_since,
    d.outcome, d.refund_id, d.closed_at, a.answer, a.answered_at, e.settlement_date,
    (SELECT count(*) FROM dispute_papers AS p WHERE p.dispute_id = d.id) AS papers_count
FROM disputes AS d
LEFT JOIN LATERAL (
    SELECT s.answer, s.answered_at FROM dispute_answers AS s
    WHERE s.dispute_id = d.id
    ORDER BY s.id DESC
    LIMIT 1
) AS a ON true
LEFT JOIN settlement_entries AS e ON d.refund_id = e.id
WHERE
    ($1::uuid IS NULL OR d.id = $1)
    AND ($2::uuid IS NULL OR d.merchant_id = $2)
    AND ($3::boolean IS NULL OR (d.outcome IS NULL) = $3)
    AND ($4::uuid IS NULL OR EXISTS (SELECT FROM merchants AS m WHERE m.id = d.merchant_id AND m.owner_id = $4))
    AND ($5::uuid IS NULL OR d.id > $5)
ORDER BY d.id
LIMIT $6;

-- name: lock_dispute
SELECT id FROM disputes WHERE id = $1 FOR UPDATE;

-- name: insert_answer
INSERT INTO dispute_answers (id, dispute_id, answer, answered_by, answered_at) VALUES ($1, $2, $3, $4, $5);

-- name: find_same
SELECT id FROM dispute_papers WHERE dispute_id = $1 AND sha256 = $2;

-- name: insert_paper
INSERT INTO dispute_papers (id, dispute_id, kind, file_id, sha256, handed_in_by, handed_in_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: select_paper
SELECT id, dispute_id, kind, file_id, sha256, handed_in_by, handed_in_at FROM dispute_papers WHERE id = $1;

-- name: select_papers
SELECT id, dispute_id, kind, file_id, sha256, handed_in_by, handed_in_at FROM dispute_papers
WHERE dispute_id = $1
ORDER BY id;
