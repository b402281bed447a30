-- name: upsert_translation
INSERT INTO translations (application_id, language, made_by, translated_at, translated_by)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (municipality_id, application_id, language) DO UPDATE
SET made_by = excluded.made_by, translated_at = excluded.translated_at, translated_by = excluded.translated_by;

-- name: select_translations
SELECT language, made_by, translated_at
FROM translations
WHERE application_id = $1
ORDER BY language;
