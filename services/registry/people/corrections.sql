-- name: person_exists
SELECT EXISTS (SELECT FROM persons WHERE id = $1 AND erased_at IS NULL AND merged_into IS NULL);

-- name: touch_person
UPDATE persons SET version = version + 1, language = coalesce($3, language)
WHERE id = $1 AND version = $2 AND erased_at IS NULL;
