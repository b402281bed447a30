-- What the tests' own handlers write down: twice what was applied twice, in the order in which it was applied.
CREATE TABLE notes (
    place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    municipality_id uuid NOT NULL DEFAULT koinon.municipality(),
    thing_id uuid NOT NULL,
    number int NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX notes_thing ON notes (thing_id, place);
SELECT koinon.tenant_table('notes', 'SELECT, INSERT');
