-- name: waiting_work
-- What needs a second person does not wait for whoever took the first step: $1 is the actor, $2 the instant, $3 the day,
-- $4 the last day of verifications that are renewed by now. Who verified last is not the one to look again.
SELECT
    'merchants_to_verify' AS code, count(*) AS number, 0::bigint AS late, min(applied_at) AS oldest_at
FROM merchants WHERE status = 'applied' AND owner_id IS DISTINCT FROM $1
UNION ALL
SELECT
    'merchants_to_accept', count(*), 0, min(verified_at)
FROM merchants WHERE status = 'verified'
UNION ALL
SELECT
    'merchants_to_verify_again', count(*), count(*) FILTER (WHERE m.verified_until < $3), NULL
FROM merchants AS m
WHERE
    m.status IN ('verified', 'accepted', 'suspended') AND (m.verified_until IS NULL OR m.verified_until <= $4)
    AND m.owner_id IS DISTINCT FROM $1
    AND (SELECT v.verified_by FROM verifications AS v WHERE v.merchant_id = m.id ORDER BY v.id DESC LIMIT 1)
    IS DISTINCT FROM $1
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
WHERE f.status = 'proposed' AND p.state = 'proposed' AND p.expires_at > $2 AND p.maker_id <> $1
UNION ALL
SELECT
    'own_disputes_to_answer', count(*), 0, min(d.opened_at)
FROM disputes AS d INNER JOIN merchants AS m ON d.merchant_id = m.id
WHERE
    m.owner_id = $1 AND d.outcome IS NULL AND d.answer_by >= $3
    AND NOT EXISTS (SELECT FROM dispute_answers AS a WHERE a.dispute_id = d.id)
UNION ALL
SELECT
    'own_agreements_to_sign', count(*), 0, min(a.offered_at)
FROM agreements AS a INNER JOIN merchants AS m ON a.merchant_id = m.id
WHERE m.owner_id = $1 AND m.status <> 'left' AND a.status = 'offered'
UNION ALL
SELECT
    'own_accounts_to_replace', count(DISTINCT m.id), 0, min(r.refused_at)
FROM merchants AS m INNER JOIN bank_accounts AS r ON m.id = r.merchant_id AND r.refused_at IS NOT NULL
WHERE
    m.owner_id = $1
    AND NOT EXISTS (
        SELECT FROM bank_accounts AS b
        WHERE b.merchant_id = m.id AND b.status IN ('entered', 'verified') AND b.refused_at IS NULL
    );
