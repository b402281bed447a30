-- name: upsert_trainer
INSERT INTO trainers (person_id, subjects, languages, described_at, described_by)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (municipality_id, person_id) DO UPDATE
SET subjects = excluded.subjects, languages = excluded.languages, described_at = excluded.described_at,
described_by = excluded.described_by, version = trainers.version + 1;

-- name: select_trainer
SELECT person_id AS id, version, subjects, languages
FROM trainers
WHERE person_id = $1;

-- name: select_trainers
SELECT person_id AS id, version, subjects, languages
FROM trainers
WHERE $1::uuid IS NULL OR person_id > $1
ORDER BY person_id
LIMIT $2;
