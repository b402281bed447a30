-- name: waiting_work
-- What needs a second person does not wait for whoever took the first step: $1 is the actor, $2 the instant, $3 the day.
SELECT
    'merchants_to_verify' AS code, count(*) AS number, 0::bigint AS late, min(applied_at) AS oldest_at
FROM merchants WHERE status = 'applied' AND owner_id IS DISTINCT FROM $1
UNION ALL
SELECT
    'merchants_to_accept', count(*), 0, min(verified_at)
FROM merchants WHERE status = 'verified'
UNION ALL
SELECT
    'merchant_accounts_to_verify', count(*), 0, min(entered_at)
FROM bank_accounts WHERE status = 'entered' AND entered_by <> $1
UNION ALL
SELECT
    'offers_to_publish', count(*), 0, min(proposed_at)
FROM proposals WHERE kind = 'publish_offer' AND state = 'proposed' AND expires_at > $2 AND maker_id <> $1
UNION ALL
SELECT
    'payout_files_to_approve', count(*), count(*) FILTER (WHERE f.execution_date < $3), min(f.proposed_at)
FROM bank_files AS f INNER JOIN proposals AS p ON f.proposal_id = p.id
WHERE f.status = 'proposed' AND p.state = 'proposed' AND p.expires_at > $2 AND p.maker_id <> $1;
