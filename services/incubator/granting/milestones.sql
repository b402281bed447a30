-- name: select_milestone
SELECT
    id, version, award_id, number, title, due_on, amount_minor, evidence, state, proposed_by, accepted_by, accepted_on
FROM milestones
WHERE id = $1;

-- name: select_milestones
SELECT
    id, version, award_id, number, title, due_on, amount_minor, evidence, state, proposed_by, accepted_by, accepted_on
FROM milestones
WHERE award_id = $1
ORDER BY number;

-- name: lock_milestone
SELECT FROM milestones
WHERE id = $1
FOR UPDATE;

-- name: update_state
UPDATE milestones SET state = $2, version = version + 1
WHERE id = $1;

-- name: update_accepted
UPDATE milestones
SET state = 'accepted', proposed_by = $2, accepted_by = $3, accepted_on = $4, version = version + 1
WHERE id = $1;

-- name: insert_shown
INSERT INTO milestone_evidence (id, milestone_id, kind, reference, sha256, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING id, milestone_id, kind, reference, sha256, recorded_at, recorded_by;

-- name: select_shown
SELECT id, milestone_id, kind, reference, sha256, recorded_at, recorded_by FROM milestone_evidence
WHERE id = $1;

-- name: select_papers
SELECT id, milestone_id, kind, reference, sha256, recorded_at, recorded_by FROM milestone_evidence
WHERE milestone_id = $1
ORDER BY id;
