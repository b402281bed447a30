-- name: upsert_reviewer
INSERT INTO reviewers (person_id, skills, languages, load_max, described_at, described_by)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (municipality_id, person_id) DO UPDATE
SET skills = excluded.skills, languages = excluded.languages, load_max = excluded.load_max,
described_at = excluded.described_at, described_by = excluded.described_by, version = reviewers.version + 1;

-- name: select_reviewer
SELECT
    person_id AS id, version, skills, languages, load_max,
    (
        SELECT count(*) FROM reviews
        WHERE reviews.reviewer_id = reviewers.person_id AND reviews.state = 'assigned'
    ) AS open_reviews
FROM reviewers
WHERE person_id = $1;

-- name: select_reviewers
SELECT
    person_id AS id, version, skills, languages, load_max,
    (
        SELECT count(*) FROM reviews
        WHERE reviews.reviewer_id = reviewers.person_id AND reviews.state = 'assigned'
    ) AS open_reviews
FROM reviewers
WHERE $1::uuid IS NULL OR person_id > $1
ORDER BY person_id
LIMIT $2;
