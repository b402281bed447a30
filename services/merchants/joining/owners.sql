-- name: select_subjects
SELECT contact_id AS subject_id
FROM merchants
WHERE owner_id = $1 AND contact_id IS NOT NULL
UNION ALL
SELECT f.contact_id AS subject_id
FROM former_contacts AS f
INNER JOIN merchants AS m ON f.merchant_id = m.id
WHERE m.owner_id = $1 AND f.forgotten_at IS NULL
UNION ALL
SELECT a.id AS subject_id
FROM bank_accounts AS a
INNER JOIN merchants AS m ON a.merchant_id = m.id
WHERE
    m.owner_id = $1
    AND m.status = 'left'
    AND NOT EXISTS (SELECT FROM batches AS b WHERE b.merchant_id = m.id AND b.status = 'closed')
    AND NOT EXISTS (SELECT FROM adjustments AS j WHERE j.merchant_id = m.id AND j.payout_id IS NULL);
