-- name: insert_training
-- A person who is not registered here has no obligations here.
INSERT INTO trainings (enrolment_id, person_id, cohort_id, programme, starts_on, ends_on)
SELECT $1, p.id, $3, $4, $5, $6 FROM persons AS p
WHERE p.id = $2
ON CONFLICT DO NOTHING;

-- name: upsert_session
-- A later word about the same session corrects the earlier.
INSERT INTO training_sessions (enrolment_id, session_id, attended, counts_against)
SELECT t.enrolment_id, $2, $3, $4 FROM trainings AS t
WHERE t.enrolment_id = $1
ON CONFLICT (enrolment_id, session_id) DO UPDATE
SET attended = excluded.attended, counts_against = excluded.counts_against;

-- name: trainings_of_persons
SELECT
    t.enrolment_id AS id, t.person_id, t.programme, t.starts_on, t.ends_on,
    count(s.session_id) FILTER (WHERE s.attended) AS attended,
    count(s.session_id) FILTER (WHERE NOT s.attended AND NOT s.counts_against) AS excused,
    count(s.session_id) FILTER (WHERE s.counts_against) AS missed
FROM trainings AS t LEFT JOIN training_sessions AS s ON t.enrolment_id = s.enrolment_id
WHERE t.person_id = ANY ($1::uuid[]) AND t.ends_on >= $2 AND t.starts_on <= $3
GROUP BY t.enrolment_id
ORDER BY t.enrolment_id;
