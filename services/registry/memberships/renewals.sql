-- name: list_due
-- Rights whose term is over or ends until a day, the soonest first, each with the application that may follow it.
SELECT
    m.id, m.version, m.household_id, m.holder_id, m.programme, m.state, m.starts_on, m.ends_on,
    (
        SELECT max(r.sent_on) FROM renewal_reminders AS r WHERE r.membership_id = m.id AND r.ends_on = m.ends_on
    ) AS reminded_on,
    (
        SELECT a.id FROM applications AS a
        WHERE
            a.household_id = m.household_id AND a.programme = m.programme
            AND a.state IN ('draft', 'submitted', 'in_review', 'info_requested', 'recommended')
        LIMIT 1
    ) AS application_id
FROM memberships AS m
WHERE
    m.state <> 'exited' AND m.ends_on <= $2 AND ($1::uuid IS NULL OR m.id > $1)
    AND ($3::text IS NULL OR m.programme = $3)
    AND NOT EXISTS (
        SELECT FROM memberships AS n
        WHERE n.household_id = m.household_id AND n.programme = m.programme AND n.starts_on > m.ends_on
    )
ORDER BY m.id
LIMIT $4;

-- name: due_for_reminder
-- Active rights that end within so many days and were not reminded for it.
SELECT m.id, m.holder_id, m.programme, m.starts_on, m.ends_on
FROM memberships AS m
WHERE
    m.state = 'active' AND m.programme = $1 AND m.ends_on BETWEEN $2::date AND $2::date + $3::int
    AND NOT EXISTS (
        SELECT FROM renewal_reminders AS r
        WHERE r.membership_id = m.id AND r.ends_on = m.ends_on AND r.days_before <= $3
    )
    AND NOT EXISTS (
        SELECT FROM memberships AS n
        WHERE n.household_id = m.household_id AND n.programme = m.programme AND n.starts_on > m.ends_on
    )
ORDER BY m.ends_on, m.id
LIMIT $4;

-- name: insert_reminders
-- Who was reminded by somebody else in the meantime is not returned: each reminder is sent once.
INSERT INTO renewal_reminders (membership_id, ends_on, days_before, sent_on, sent_at)
SELECT new.membership_id, new.ends_on, $3, $4, $5
FROM unnest($1::uuid[], $2::date[]) AS new (membership_id, ends_on)
ON CONFLICT DO NOTHING
RETURNING membership_id;

-- name: programmes_running
SELECT DISTINCT programme FROM memberships WHERE state <> 'exited';

-- name: take_ended
-- Rights whose last day is over and that do not wait any longer: active ones after the grace, suspended ones after the
-- days that they wait for a decision, and both once the next right of the household follows them. What another process
-- is ending now is left to it.
SELECT
    m.id, m.version, m.application_id, m.household_id, m.holder_id, m.programme, m.state, m.currency,
    m.monthly_amount_minor, m.card_share_minor, m.account_share_minor, m.starts_on, m.ends_on, m.exited_on
FROM memberships AS m
WHERE
    m.state <> 'exited' AND m.programme = $1 AND m.ends_on < $2::date
    AND (
        m.ends_on + CASE m.state WHEN 'active' THEN $3::int ELSE $4::int END < $2::date
        OR (
            EXISTS (
                SELECT FROM memberships AS n
                WHERE n.household_id = m.household_id AND n.programme = m.programme AND n.starts_on = m.ends_on + 1
            )
            AND NOT EXISTS (
                SELECT FROM suspensions AS s
                WHERE s.membership_id = m.id AND s.lifted_on IS NULL AND s.reason <> 'not_recertified'
            )
        )
    )
ORDER BY m.id
LIMIT $5
FOR UPDATE OF m SKIP LOCKED;

-- name: followed_among
-- Those of these rights that the household's next one follows the day after.
SELECT m.id FROM memberships AS m
WHERE
    m.id = ANY ($1::uuid[])
    AND EXISTS (
        SELECT FROM memberships AS n
        WHERE n.household_id = m.household_id AND n.programme = m.programme AND n.starts_on = m.ends_on + 1
    );

-- name: right_to_follow
-- The right of a household that a recertification goes on from, until it has ended.
SELECT id, ends_on FROM memberships
WHERE household_id = $1 AND programme = $2 AND state <> 'exited'
ORDER BY ends_on DESC
LIMIT 1;
