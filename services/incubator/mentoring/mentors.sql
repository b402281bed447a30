-- name: upsert_mentor
INSERT INTO mentors (
    person_id, skills, languages, places, weekdays, online, minutes_monthly_max, described_at, described_by
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (municipality_id, person_id) DO UPDATE
SET skills = excluded.skills, languages = excluded.languages, places = excluded.places,
weekdays = excluded.weekdays, online = excluded.online, minutes_monthly_max = excluded.minutes_monthly_max,
described_at = excluded.described_at, described_by = excluded.described_by, version = mentors.version + 1;

-- name: select_mentors
-- One by their id, or a page of all.
SELECT
    mentor.person_id AS id,
    mentor.version,
    mentor.skills,
    mentor.languages,
    mentor.places,
    mentor.weekdays,
    mentor.online,
    mentor.minutes_monthly_max,
    (
        SELECT coalesce(sum(meeting.minutes), 0)
        FROM mentorships AS mentorship
        INNER JOIN mentor_meetings AS meeting ON meeting.mentorship_id = mentorship.id
        WHERE mentorship.mentor_id = mentor.person_id AND meeting.held_on >= $2 AND meeting.held_on < $3
    ) AS minutes_this_month,
    (
        SELECT count(*)
        FROM mentorships AS mentorship
        WHERE mentorship.mentor_id = mentor.person_id AND mentorship.state IN ('proposed', 'active')
    ) AS mentorships
FROM mentors AS mentor
WHERE ($1::uuid IS NULL OR mentor.person_id = $1) AND ($4::uuid IS NULL OR mentor.person_id > $4)
ORDER BY mentor.person_id
LIMIT $5;
