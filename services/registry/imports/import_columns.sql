-- name: select_mapping
SELECT mapping FROM import_mappings WHERE kind = $1 AND source = $2;

-- name: upsert_mapping
INSERT INTO import_mappings (kind, source, mapping, saved_by, saved_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (municipality_id, kind, source) DO UPDATE
SET mapping = excluded.mapping, saved_by = excluded.saved_by, saved_at = excluded.saved_at;
