-- name: insert_appeal
-- The people of the decision are taken from the decision's own row.
INSERT INTO appeals (
    id, application_id, opened_by, recommended_by, decided_by, appellant_id, grounds_id, until_on, lodged_on, lodged_at,
    lodged_by
)
SELECT $1, d.application_id, d.opened_by, d.recommended_by, d.decided_by, $3, $4, $5, $6, $7, $8
FROM decisions AS d
WHERE d.application_id = $2;

-- name: insert_ruling
INSERT INTO appeal_rulings (
    appeal_id, application_id, opened_by, recommended_by, decided_by, lodged_by, assessment_id, assessed_by, outcome,
    reason, ruled_at, ruled_by
)
SELECT a.id, a.application_id, a.opened_by, a.recommended_by, a.decided_by, a.lodged_by, $2, $3, $4, $5, $6, $7
FROM appeals AS a
WHERE a.id = $1;

-- name: find_appeal
SELECT
    a.id, a.application_id, a.appellant_id, a.grounds_id, a.until_on, a.lodged_on, a.lodged_at, a.lodged_by, r.outcome,
    r.reason, r.ruled_at, r.ruled_by
FROM appeals AS a
LEFT JOIN appeal_rulings AS r ON a.id = r.appeal_id
WHERE a.id = $1 OR a.application_id = $2;
