-- name: till_of
SELECT till_id FROM payments WHERE id = $1;

-- name: close
UPDATE disputes
SET
status = $2, refund_id = $3, proposal_id = $4, returned_minor = $5, closed_at = $6, version = version + 1
WHERE id = $1;
