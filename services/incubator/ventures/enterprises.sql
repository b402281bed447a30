-- name: insert_enterprise
-- Returns no row when the application is an enterprise already.
INSERT INTO enterprises (id, application_id, founder_id, state, trade_name, country, founded_at, founded_by)
VALUES ($1, $2, $3, 'idea', $4, $5, $6, $7)
ON CONFLICT (municipality_id, application_id) DO NOTHING
RETURNING
    id, version, application_id, founder_id, state, trade_name, country, legal_form, registration_number, categories,
    proposed_by, accredited_by, accredited_on, merchant_id;

-- name: select_enterprise
SELECT
    id, version, application_id, founder_id, state, trade_name, country, legal_form, registration_number, categories,
    proposed_by, accredited_by, accredited_on, merchant_id
FROM enterprises
WHERE id = $1;

-- name: lock_enterprise
SELECT FROM enterprises
WHERE id = $1
FOR UPDATE;

-- name: select_enterprises
SELECT
    id, version, application_id, founder_id, state, trade_name, country, legal_form, registration_number, categories,
    proposed_by, accredited_by, accredited_on, merchant_id
FROM enterprises
WHERE
    ($1::text IS NULL OR state = $1)
    AND ($2::uuid IS NULL OR founder_id = $2)
    AND ($3::uuid IS NULL OR id > $3)
ORDER BY id
LIMIT $4;

-- name: update_particulars
UPDATE enterprises
SET
    trade_name = $2, country = $3, legal_form = $4, registration_number = $5, categories = $6,
    version = version + 1
WHERE id = $1
RETURNING
    id, version, application_id, founder_id, state, trade_name, country, legal_form, registration_number, categories,
    proposed_by, accredited_by, accredited_on, merchant_id;

-- name: update_state
UPDATE enterprises
SET state = $2, version = version + 1
WHERE id = $1
RETURNING
    id, version, application_id, founder_id, state, trade_name, country, legal_form, registration_number, categories,
    proposed_by, accredited_by, accredited_on, merchant_id;

-- name: update_accredited
UPDATE enterprises
SET state = 'trading', proposed_by = $2, accredited_by = $3, accredited_on = $4, version = version + 1
WHERE id = $1
RETURNING
    id, version, application_id, founder_id, state, trade_name, country, legal_form, registration_number, categories,
    proposed_by, accredited_by, accredited_on, merchant_id;

-- name: update_merchant
-- Said twice, it changes nothing the second time.
UPDATE enterprises
SET merchant_id = $2, version = version + 1
WHERE id = $1 AND merchant_id IS DISTINCT FROM $2;

-- name: select_kinds
SELECT DISTINCT kind FROM evidence
WHERE enterprise_id = $1 AND gate = $2;
