-- name: pass_gate
-- Returns a row when this event is the next of its aggregate, and moves the gate; no row when it was seen or one is missing.
INSERT INTO gates AS g (aggregate_id, source, sequence)
SELECT $1::uuid, $2::text, $3::bigint
WHERE $3::bigint = 1 OR EXISTS (SELECT FROM gates WHERE aggregate_id = $1::uuid)
ON CONFLICT (aggregate_id) DO UPDATE SET sequence = excluded.sequence
WHERE g.sequence = excluded.sequence - 1
RETURNING sequence;

-- name: gate_sequence
SELECT sequence FROM gates WHERE aggregate_id = $1;

-- name: record
INSERT INTO inbox (event_id, aggregate_id, sequence, source, outcome, time) VALUES ($1, $2, $3, $4, $5, $6);

-- name: is_quarantined
SELECT EXISTS (SELECT FROM quarantined_aggregates WHERE aggregate_id = $1);

-- name: quarantine
INSERT INTO quarantined_aggregates (aggregate_id, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- name: release
DELETE FROM quarantined_aggregates WHERE aggregate_id = $1;

-- name: count_attempt
-- A try on behalf of a later event ($2 is false) counts only when the event itself has not been delivered for longer than
-- the longest back-off: then it is in the stream no more.
INSERT INTO event_attempts AS a (event_id, attempts, tried_at) VALUES ($1, 1, clock_timestamp())
ON CONFLICT (event_id) DO UPDATE SET attempts = a.attempts + 1, tried_at = clock_timestamp()
WHERE $2::boolean OR a.tried_at < clock_timestamp() - interval '6 minutes'
RETURNING attempts;

-- name: forget_attempts
DELETE FROM event_attempts WHERE event_id = $1;

-- name: bury
INSERT INTO dead_letters (id, event_id, aggregate_id, sequence, type, reason, problem, message, municipality_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (event_id) DO UPDATE
SET reason = excluded.reason, problem = excluded.problem, buried_at = clock_timestamp(), replayed_at = NULL;

-- name: dead_letters
SELECT id, event_id, aggregate_id, sequence, type, reason, problem, buried_at, replayed_at
FROM dead_letters
WHERE
    ($1 OR replayed_at IS NULL)
    AND (municipality_id IS NULL OR municipality_id = ANY(koinon.municipalities()))
ORDER BY buried_at, sequence
LIMIT $2;

-- name: dead_letter
SELECT id, aggregate_id FROM dead_letters
WHERE
    id = $1 AND replayed_at IS NULL
    AND (municipality_id IS NULL OR municipality_id = ANY(koinon.municipalities()));

-- name: lock_gate
-- Whoever applies or buries an event of the aggregate holds this lock until it is committed.
SELECT sequence FROM gates WHERE aggregate_id = $1 FOR UPDATE;

-- name: waiting_of_aggregate
SELECT id, aggregate_id, message FROM dead_letters
WHERE aggregate_id = $1 AND replayed_at IS NULL
ORDER BY sequence
FOR UPDATE;

-- name: mark_replayed
UPDATE dead_letters SET replayed_at = clock_timestamp() WHERE id = $1;

-- name: count_dead_letters
SELECT
    count(*) AS dead_letters,
    coalesce(extract(EPOCH FROM clock_timestamp() - min(buried_at)), 0)::float8 AS seconds,
    (SELECT count(*) FROM quarantined_aggregates) AS quarantined
FROM dead_letters
WHERE replayed_at IS NULL;

-- name: heard
SELECT i.event_id, i.outcome, d.reason, d.replayed_at FROM inbox AS i
LEFT JOIN dead_letters AS d ON i.event_id = d.event_id
WHERE i.event_id = $1;

-- name: empty_inbox
-- Before a rebuild: everything this reader has heard is forgotten together with what it made of it. TRUNCATE leaves
-- nothing behind: what is deleted would lie in the way of the same ids until it is cleared away.
TRUNCATE gates, event_attempts, quarantined_aggregates, inbox;

-- name: close_dead_letters
-- Before a rebuild: dead letters are kept, but nobody may replay them on top of it; what cannot be applied then is buried
-- again.
UPDATE dead_letters SET replayed_at = clock_timestamp() WHERE replayed_at IS NULL AND event_id IS NOT NULL;
