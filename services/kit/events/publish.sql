-- name: publish
-- One round trip however many events. The UPDATE of the aggregate's row holds its lock until commit, so events of one
-- aggregate get their sequence in commit order. `behind` counts the later events of the same aggregate in this call.
WITH counted AS (
    INSERT INTO aggregates AS a (id, sequence)
    SELECT n.id, n.events FROM unnest($1::uuid[], $2::bigint[]) AS n (id, events) ORDER BY n.id
    ON CONFLICT (id) DO UPDATE SET sequence = a.sequence + excluded.sequence
    RETURNING id, sequence
)

INSERT INTO outbox (partition, event_id, aggregate_id, sequence, type, municipality_id, time, traceparent, data)
SELECT
    e.partition, e.event_id, e.aggregate_id, c.sequence - e.behind, e.type, e.municipality_id, e.time, $4, e.data::json
FROM unnest($3::koinon.outbox_row[]) WITH ORDINALITY
AS e (event_id, partition, aggregate_id, behind, type, municipality_id, data, time, place)
INNER JOIN counted AS c ON e.aggregate_id = c.id
ORDER BY e.place;
