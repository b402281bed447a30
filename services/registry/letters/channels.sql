-- name: select_reach
-- How each person who is not erased may be told things. Who took the consent back wants no more messages.
SELECT
    p.id, p.version, p.language, p.channel AS chosen,
    EXISTS (
        SELECT FROM consents AS c
        WHERE
            c.person_id = p.id AND c.purpose = 'electronic_messages' AND c.withdrawn_at IS NULL
            AND (c.valid_until IS NULL OR c.valid_until >= $2)
    ) AS consents,
    EXISTS (
        SELECT FROM consents AS c
        WHERE c.person_id = p.id AND c.purpose = 'electronic_messages' AND c.withdrawn_at IS NOT NULL
    ) AS withdrew
FROM persons AS p
WHERE p.id = ANY ($1::uuid[]) AND p.erased_at IS NULL AND p.died_on IS NULL;

-- name: choose_channel
UPDATE persons SET channel = $2, version = version + 1
WHERE id = $1 AND version = $3 AND erased_at IS NULL
RETURNING id;
