-- Who was reminded of what by itself: once in each round, and anew when the day has been moved.
CREATE TABLE reminders (
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('follow_up', 'milestone', 'accounts')),
    subject_id uuid NOT NULL,
    due_on date NOT NULL,
    round int NOT NULL CHECK (round > 0),
    person_id uuid NOT NULL,
    sent_at timestamptz NOT NULL,
    CONSTRAINT reminders_once UNIQUE (municipality_id, subject_id, due_on, round)
);
SELECT koinon.tenant_table('reminders', 'SELECT, INSERT');
CREATE TRIGGER reminders_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON reminders
FOR EACH STATEMENT EXECUTE FUNCTION koinon.refuse_change();
