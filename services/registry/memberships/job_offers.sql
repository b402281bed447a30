-- name: insert_offer
-- One offer is recorded once for a person.
INSERT INTO job_offers (id, membership_id, person_id, reference, offered_on, state, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, 'made', $6, $7)
ON CONFLICT (municipality_id, person_id, reference) DO NOTHING
RETURNING id;

-- name: find_offer
SELECT
    id, version, membership_id, person_id, reference, offered_on, state, answered_on, refusal_reason, justified,
    recorded_by, recorded_at, answered_by
FROM job_offers WHERE id = $1;

-- name: lock_offer
SELECT
    id, version, membership_id, person_id, reference, offered_on, state, answered_on, refusal_reason, justified,
    recorded_by, recorded_at, answered_by
FROM job_offers WHERE id = $1 FOR UPDATE;

-- name: offers_of_membership
SELECT
    id, version, membership_id, person_id, reference, offered_on, state, answered_on, refusal_reason, justified,
    recorded_by, recorded_at, answered_by
FROM job_offers WHERE membership_id = $1
ORDER BY id;

-- name: answer_offer
UPDATE job_offers
SET state = $2, answered_on = $3, refusal_reason = $4, justified = $5, answered_by = $6, version = version + 1
WHERE id = $1;
