-- name: sum_said
-- How many events carry a business time of this day, and what their fingerprints add up to.
SELECT
    count(*) AS count,
    coalesce(sum(koinon.fingerprint(event_id, aggregate_id, sequence)), 0)::text AS checksum
FROM outbox
WHERE time >= $1 AND time < $2;

-- name: sum_heard
SELECT
    count(*) AS count,
    coalesce(sum(koinon.fingerprint(event_id, aggregate_id, sequence)), 0)::text AS checksum
FROM inbox
WHERE source = $1 AND time >= $2 AND time < $3;

-- name: identities_said
SELECT
    position, event_id, aggregate_id, sequence, type, municipality_id AS municipality
FROM outbox
WHERE time >= $1 AND time < $2 AND position > $3
ORDER BY position
LIMIT $4;

-- name: identities_heard
-- Those of the day, and those that the owner counts to it wherever they were heard.
SELECT event_id, aggregate_id, sequence FROM inbox
WHERE source = $1 AND (time >= $2 AND time < $3 OR event_id = ANY($4::uuid []));

-- name: last_matched
-- The day after which days are to be compared: the last before which none is open.
SELECT coalesce(
    (SELECT min(day) - 1 FROM days_compared WHERE source = $1 AND NOT matched),
    (SELECT max(day) FROM days_compared WHERE source = $1)
);

-- name: keep_day
INSERT INTO days_compared (source, day, said_count, heard_count, matched, compared_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (source, day) DO UPDATE
SET
    said_count = excluded.said_count,
    heard_count = excluded.heard_count,
    matched = excluded.matched,
    compared_at = excluded.compared_at;

-- name: mend
-- What a comparison does not find any more is mended.
UPDATE event_differences SET mended_at = $3
WHERE source = $1 AND day = $2 AND mended_at IS NULL AND NOT event_id = ANY($4::uuid []);

-- name: keep_differences
INSERT INTO event_differences (
    event_id, source, kind, day, type, aggregate_id, sequence, municipality_id, found_at
)
SELECT event_id, $2, kind, $3, type, aggregate_id, sequence, municipality, $4
FROM json_to_recordset($1::json) AS found (
    event_id uuid, kind text, type text, aggregate_id uuid, sequence bigint, municipality uuid
)
ON CONFLICT (event_id, kind) DO UPDATE SET mended_at = NULL;

-- name: select_days
SELECT source, day, said_count, heard_count, matched, compared_at FROM days_compared
ORDER BY day DESC, source
LIMIT $1;

-- name: select_differences
-- A tenant's own, and those of which nobody knows whose they are.
SELECT event_id, source, kind, day, type, aggregate_id, sequence, found_at, mended_at FROM event_differences
WHERE municipality_id IS NULL OR municipality_id = ANY(koinon.municipalities())
ORDER BY mended_at NULLS FIRST, day DESC, event_id
LIMIT $1;

-- name: count_differing
SELECT count(*) FROM days_compared WHERE NOT matched;
