-- A timetable: hours, rooms and trainers that nobody has twice at once, and sessions that make up for missed ones.
-- The tables are small: a scan of each takes no time.
-- squawk-ignore-file constraint-missing-not-valid, ban-drop-constraint, disallowed-unique-constraint
-- squawk-ignore-file require-concurrent-index-creation, require-concurrent-index-deletion, adding-foreign-key-constraint
-- squawk-ignore-file adding-field-with-default

-- Where training is held; `features` are what the room itself provides of what participants may need.
CREATE TABLE rooms (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    name text NOT NULL,
    place text NOT NULL,
    seats smallint NOT NULL CHECK (seats > 0),
    features text [] NOT NULL,
    described_at timestamptz NOT NULL,
    described_by uuid NOT NULL,
    UNIQUE (municipality_id, id),
    CONSTRAINT rooms_one_each UNIQUE (municipality_id, place, name)
);
SELECT koinon.tenant_table('rooms');

-- Who teaches, and in which languages. Who they are is in the vault.
CREATE TABLE trainers (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    person_id uuid NOT NULL,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    subjects text [] NOT NULL,
    languages text [] NOT NULL CHECK (cardinality(languages) > 0),
    described_at timestamptz NOT NULL,
    described_by uuid NOT NULL,
    PRIMARY KEY (municipality_id, person_id),
    FOREIGN KEY (municipality_id, person_id) REFERENCES persons (municipality_id, id)
);
SELECT koinon.tenant_table('trainers');

-- A session without hours takes the whole day. Who makes up for a session is not counted among the call's days.
ALTER TABLE sessions
ADD COLUMN starts_at time,
ADD COLUMN ends_at time,
ADD COLUMN room_id uuid,
ADD COLUMN trainer_id uuid,
ADD COLUMN makes_up uuid,
ADD COLUMN is_make_up boolean NOT NULL GENERATED ALWAYS AS (makes_up IS NOT NULL) STORED,
ADD CONSTRAINT sessions_hours CHECK (
    (starts_at IS NULL) = (ends_at IS NULL) AND (starts_at IS NULL OR starts_at < ends_at)
),
ADD CONSTRAINT sessions_room CHECK (room_id IS NULL OR mode = 'on_site'),
ADD CONSTRAINT sessions_kind UNIQUE (municipality_id, id, is_make_up),
ADD CONSTRAINT sessions_of_room FOREIGN KEY (municipality_id, room_id) REFERENCES rooms (municipality_id, id),
ADD CONSTRAINT sessions_of_trainer FOREIGN KEY (municipality_id, trainer_id)
REFERENCES trainers (municipality_id, person_id),
ADD CONSTRAINT sessions_made_up FOREIGN KEY (municipality_id, makes_up) REFERENCES sessions (municipality_id, id);
DROP INDEX sessions_one_a_day;
CREATE UNIQUE INDEX sessions_one_a_day ON sessions (municipality_id, cohort_id, held_on)
WHERE state <> 'cancelled' AND NOT is_make_up;
CREATE INDEX sessions_room_day ON sessions (municipality_id, room_id, held_on) WHERE room_id IS NOT NULL;
CREATE INDEX sessions_trainer_day ON sessions (municipality_id, trainer_id, held_on) WHERE trainer_id IS NOT NULL;
CREATE INDEX sessions_making_up ON sessions (municipality_id, makes_up) WHERE is_make_up;

-- Other sessions at the same time, with what the two would share.
CREATE FUNCTION session_clashes(wanted sessions) RETURNS TABLE (session_id uuid, shared text) LANGUAGE sql STABLE AS
$$
SELECT other.id, tie.shared
FROM sessions AS other
CROSS JOIN LATERAL (VALUES
    ('room', other.room_id = wanted.room_id),
    ('trainer', other.trainer_id = wanted.trainer_id),
    ('cohort', other.cohort_id = wanted.cohort_id)
) AS tie (shared, is_shared)
WHERE
    other.held_on = wanted.held_on
    AND other.id <> wanted.id
    AND other.state <> 'cancelled'
    AND tie.is_shared
    AND coalesce(other.starts_at, '00:00') < coalesce(wanted.ends_at, '24:00')
    AND coalesce(wanted.starts_at, '00:00') < coalesce(other.ends_at, '24:00')
$$;

-- Who plans meanwhile waits for the rows of the room, the trainer and the cohort, and then sees this session.
CREATE FUNCTION refuse_clash() RETURNS trigger LANGUAGE plpgsql AS
$$
DECLARE
    tie text;
BEGIN
    PERFORM FROM cohorts WHERE id = NEW.cohort_id FOR UPDATE;
    PERFORM FROM rooms WHERE id = NEW.room_id FOR UPDATE;
    PERFORM FROM trainers WHERE person_id = NEW.trainer_id FOR UPDATE;
    SELECT clash.shared INTO tie FROM session_clashes(NEW) AS clash LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'The % has another session at this time.', tie
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'sessions_clash';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER sessions_clash BEFORE INSERT OR UPDATE OF held_on, starts_at, ends_at, room_id, trainer_id ON sessions
FOR EACH ROW WHEN (new.state IN ('planned', 'confirmed')) EXECUTE FUNCTION refuse_clash();

-- What is made up for was held for the same cohort, and is no make-up itself.
CREATE FUNCTION refuse_make_up() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    IF NOT EXISTS (
        SELECT FROM sessions AS missed
        WHERE missed.id = NEW.makes_up AND missed.cohort_id = NEW.cohort_id AND missed.state = 'held'
        AND NOT missed.is_make_up
    ) THEN
        RAISE EXCEPTION 'Only a session of the same cohort that was held is made up for.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'sessions_made_up_was_held';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER sessions_made_up_was_held BEFORE INSERT OR UPDATE OF makes_up, cohort_id ON sessions
FOR EACH ROW WHEN (new.makes_up IS NOT NULL) EXECUTE FUNCTION refuse_make_up();

-- Whom a session is for: the cohort, or of it those who missed what is made up for.
CREATE FUNCTION session_participants(wanted_session uuid) RETURNS TABLE (enrolment_id uuid) LANGUAGE sql STABLE AS
$$
SELECT enrolment.id
FROM sessions AS session
INNER JOIN enrolments AS enrolment ON enrolment.cohort_id = session.cohort_id
WHERE session.id = wanted_session AND (session.makes_up IS NULL OR EXISTS (
    SELECT FROM attendances AS absence
    WHERE absence.session_id = session.makes_up AND absence.enrolment_id = enrolment.id AND NOT absence.attended
))
$$;

CREATE OR REPLACE FUNCTION unmet_needs(wanted_session uuid) RETURNS TABLE (need_id uuid, enrolment_id uuid)
LANGUAGE sql STABLE AS
$$
SELECT need.id, need.enrolment_id
FROM session_participants(wanted_session) AS participant
INNER JOIN needs AS need ON need.enrolment_id = participant.enrolment_id AND need.ended_at IS NULL
LEFT JOIN provisions AS provision ON provision.session_id = wanted_session AND provision.need_id = need.id
WHERE coalesce(provision.state, 'unmet') = 'unmet'
$$;

-- How it is known who was there: by the list that was kept, or by the code that was shown in the room. Whoever misses a
-- session that makes up for another has missed one session, not two.
ALTER TABLE attendances
ADD COLUMN how text NOT NULL DEFAULT 'list' CHECK (how IN ('list', 'code')),
ADD COLUMN is_make_up boolean NOT NULL DEFAULT false,
DROP CONSTRAINT attendances_fair,
ADD CONSTRAINT attendances_fair CHECK (counts_against = (NOT attended AND unmet_needs = 0 AND NOT is_make_up)),
ADD CONSTRAINT attendances_by_code CHECK (attended OR how = 'list'),
ADD CONSTRAINT attendances_of_kind FOREIGN KEY (municipality_id, session_id, is_make_up)
REFERENCES sessions (municipality_id, id, is_make_up);
