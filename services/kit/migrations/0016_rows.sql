-- What is written in lists goes as one argument, a list of rows. As one list for each column it costs twice as much on
-- both sides: the driver asks of every value whether it is a list itself. Whoever is connected has learned what a type
-- looks like, so none of these is ever altered: a row that needs another column is another type.
CREATE TYPE koinon.outbox_row AS (
    event_id uuid,
    partition smallint,
    aggregate_id uuid,
    behind bigint,
    type text,
    municipality_id uuid,
    data text,
    time timestamptz
);
CREATE TYPE koinon.inbox_row AS (
    event_id uuid,
    aggregate_id uuid,
    sequence bigint,
    source text,
    outcome text,
    time timestamptz
);
