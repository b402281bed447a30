-- name: insert_note
INSERT INTO notes (id, application_id, text_id, written_at, written_by) VALUES ($1, $2, $3, $4, $5);

-- name: find_note
SELECT id, application_id, text_id, written_at, written_by FROM notes WHERE id = $1;

-- name: list_notes
SELECT id, application_id, text_id, written_at, written_by FROM notes WHERE application_id = $1 ORDER BY id;
