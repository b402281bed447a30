-- Nobody works on the own case or on a relative's: which persons are a member of staff's own and whose relatives.
-- Declared by the member of staff, or by two others; it ends by two others, never by the one concerned.

CREATE TABLE kinships (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    version int NOT NULL DEFAULT 1 CHECK (version > 0),
    staff_id uuid NOT NULL,
    person_id uuid NOT NULL,
    relation text NOT NULL CHECK (
        relation IN ('self', 'spouse', 'partner', 'child', 'parent', 'sibling', 'in_law', 'other')
    ),
    state text NOT NULL CHECK (state IN ('proposed', 'in_force', 'ending', 'ended')),
    declared_by uuid NOT NULL,
    declared_at timestamptz NOT NULL,
    confirmed_by uuid,
    end_proposed_by uuid,
    ended_by uuid,
    ended_at timestamptz,
    FOREIGN KEY (municipality_id, person_id) REFERENCES persons (municipality_id, id),
    CONSTRAINT self_is_linked_by_another CHECK (relation <> 'self' OR declared_by <> staff_id),
    CONSTRAINT relative_is_declared_or_linked_by_two CHECK (
        state IN ('proposed', 'ended') OR relation = 'self' OR declared_by = staff_id OR confirmed_by IS NOT NULL
    ),
    CONSTRAINT confirmed_by_another_than_declared CHECK (confirmed_by <> declared_by),
    CONSTRAINT confirmed_by_another_than_concerned CHECK (confirmed_by <> staff_id),
    CONSTRAINT ended_by_another_than_proposed CHECK (ended_by <> end_proposed_by),
    CONSTRAINT ended_by_another_than_concerned CHECK (ended_by <> staff_id AND end_proposed_by <> staff_id),
    CONSTRAINT ended_whole CHECK (
        (state = 'ended') = (ended_by IS NOT NULL) AND (ended_by IS NULL) = (ended_at IS NULL)
    ),
    CONSTRAINT ending_is_proposed CHECK (state <> 'ending' OR end_proposed_by IS NOT NULL)
);
CREATE UNIQUE INDEX kinships_one_self ON kinships (municipality_id, staff_id)
WHERE relation = 'self' AND state IN ('in_force', 'ending');
CREATE UNIQUE INDEX kinships_one_open ON kinships (municipality_id, staff_id, person_id) WHERE state <> 'ended';
SELECT koinon.tenant_table('kinships');

-- Whether one of the household's people, today or on one of these days, is the member of staff or a relative.
CREATE FUNCTION is_own_case(of_staff uuid, of_household uuid, on_days date []) RETURNS boolean LANGUAGE sql STABLE AS
$$
SELECT EXISTS (
    SELECT FROM kinships AS k INNER JOIN household_members AS m ON k.person_id = m.person_id
    WHERE
        k.staff_id = of_staff AND k.state IN ('in_force', 'ending') AND m.household_id = of_household
        AND (
            m.left_on IS NULL
            OR EXISTS (SELECT FROM unnest(on_days) AS d (day) WHERE m.joined_on <= d.day AND m.left_on > d.day)
        )
)
$$;

-- The decision itself: for everybody, whoever asks and in whatever way.
CREATE FUNCTION refuse_own_case() RETURNS trigger LANGUAGE plpgsql AS
$$
DECLARE
    former decisions := CASE WHEN tg_op = 'UPDATE' THEN old END;
    application applications;
BEGIN
    SELECT * INTO application FROM applications AS a WHERE a.id = new.application_id;
    IF new.recommended_by IS DISTINCT FROM former.recommended_by
        AND is_own_case(new.recommended_by, application.household_id, ARRAY[application.applied_on])
        OR new.decided_by IS DISTINCT FROM former.decided_by
        AND is_own_case(new.decided_by, application.household_id, ARRAY[application.applied_on])
    THEN
        RAISE EXCEPTION 'Nobody decides on the own case or on a relative''s.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN new;
END
$$;
CREATE TRIGGER decisions_not_on_own_case BEFORE INSERT OR UPDATE ON decisions
FOR EACH ROW EXECUTE FUNCTION refuse_own_case();
