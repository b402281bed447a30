-- name: insert_evidence
-- What was seen before stays as it was seen first.
INSERT INTO evidence (id, application_id, kind, seen_at, seen_by)
SELECT new.id, $1, new.kind, $4, $5 FROM unnest($2::uuid[], $3::text[]) AS new (id, kind)
ON CONFLICT (application_id, kind) DO NOTHING;

-- name: find_evidence
SELECT kind, seen_at, seen_by FROM evidence WHERE application_id = $1 ORDER BY id;

-- name: application_exists
SELECT EXISTS (SELECT FROM applications WHERE id = $1);
