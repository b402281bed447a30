-- name: find_standing_paper
SELECT EXISTS (
    SELECT FROM papers AS p
    WHERE
        p.application_id = $1 AND p.kind = $2 AND p.id = $3
        AND NOT EXISTS (SELECT FROM papers AS later WHERE later.replaces_id = p.id)
        AND NOT EXISTS (SELECT FROM paper_rejections AS r WHERE r.paper_id = p.id)
);

-- name: revoke_superseded
-- A bare statement about what is on file says nothing new, unless that has run out.
UPDATE evidence AS e SET revoked_at = $6, revoked_by = $7
FROM unnest($2::text [], $3::uuid [], $4::date []) AS new (kind, paper_id, expires_on)
WHERE
    e.application_id = $1 AND e.kind = new.kind AND e.revoked_at IS NULL
    AND (
        e.expires_on < $5::date
        OR (
            (new.paper_id IS NOT NULL OR new.expires_on IS NOT NULL)
            AND (e.paper_id, e.expires_on) IS DISTINCT FROM (new.paper_id, new.expires_on)
        )
    );

-- name: insert_evidence
-- What was seen before stays as it was seen first.
INSERT INTO evidence (id, application_id, kind, paper_id, expires_on, seen_at, seen_by)
SELECT new.id, $1, new.kind, new.paper_id, new.expires_on, $6, $7
FROM unnest($2::uuid [], $3::text [], $4::uuid [], $5::date []) AS new (id, kind, paper_id, expires_on)
ON CONFLICT (application_id, kind) WHERE revoked_at IS NULL DO NOTHING;

-- name: revoke_of_paper
UPDATE evidence SET revoked_at = $2, revoked_by = $3 WHERE paper_id = $1 AND revoked_at IS NULL;

-- name: find_evidence
SELECT kind, seen_at, seen_by, paper_id, expires_on
FROM evidence
WHERE application_id = $1 AND revoked_at IS NULL
ORDER BY id;
