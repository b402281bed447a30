-- name: survivors
SELECT id, merged_into FROM persons WHERE id = ANY($1::uuid []) AND merged_into IS NOT NULL ORDER BY id;
