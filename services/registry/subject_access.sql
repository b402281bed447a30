-- name: rows_about
SELECT kind, content FROM rows_about($1);

-- name: files_of
SELECT id FROM files WHERE subject_id = $1 ORDER BY id;

-- name: complaints_of
SELECT id FROM grievances WHERE complainant_id = $1 ORDER BY id;
