-- name: lock_keys
-- Two desks that enter one person at once, in two spellings, wait for each other here: the second one finds the first's.
SELECT pg_advisory_xact_lock(wanted.key) FROM unnest($1::bigint []) AS wanted (key) ORDER BY wanted.key;

-- name: insert_match_keys
INSERT INTO match_keys (person_id, key)
SELECT new.person_id, new.key FROM unnest($1::uuid [], $2::bigint []) AS new (person_id, key)
ON CONFLICT DO NOTHING;

-- name: insert_search_keys
INSERT INTO search_keys (person_id, key)
SELECT new.person_id, new.key FROM unnest($1::uuid [], $2::bigint []) AS new (person_id, key)
ON CONFLICT DO NOTHING;

-- name: select_meetings
-- Whom these persons meet by a key. A key that too many share says nothing: finer ones stand beside it.
-- Each key is looked up on its own: joined as a whole, tables that have just been filled are read once for each person.
SELECT DISTINCT least(own.person_id, other.id) AS first_id, greatest(own.person_id, other.id) AS second_id
FROM match_keys AS own
CROSS JOIN LATERAL (
    SELECT array_agg(few.person_id) AS ids
    FROM (SELECT k.person_id FROM match_keys AS k WHERE k.key = own.key LIMIT $2 + 1) AS few
) AS met
CROSS JOIN unnest(met.ids) AS other (id)
WHERE own.person_id = ANY ($1::uuid []) AND cardinality(met.ids) <= $2 AND other.id <> own.person_id;

-- name: select_blocks
-- The next keys at which persons meet, with the persons.
SELECT key, array_agg(person_id ORDER BY person_id) AS person_ids
FROM match_keys
WHERE key > $1
GROUP BY key
HAVING count(*) BETWEEN 2 AND $2
ORDER BY key
LIMIT $3;

-- name: count_keyed
SELECT count(DISTINCT person_id) FROM match_keys;

-- name: select_found
-- Who is found by every one of these keys; the first ones by id, and one more than the limit.
SELECT person_id FROM search_keys
WHERE key = ANY ($1::bigint [])
GROUP BY person_id
HAVING count(*) = cardinality($1::bigint [])
ORDER BY person_id
LIMIT $2;

-- name: delete_match_keys
DELETE FROM match_keys WHERE person_id = ANY ($1::uuid []);

-- name: delete_search_keys
DELETE FROM search_keys WHERE person_id = ANY ($1::uuid []);

-- name: take_over_match_keys
INSERT INTO match_keys (person_id, key) SELECT $2, key FROM match_keys WHERE person_id = $1 ON CONFLICT DO NOTHING;

-- name: take_over_search_keys
INSERT INTO search_keys (person_id, key) SELECT $2, key FROM search_keys WHERE person_id = $1 ON CONFLICT DO NOTHING;
