-- name: insert_entry
INSERT INTO import_entries (id, import_id, place, file_rows, outcome, faults, subject_id)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: update_entry
UPDATE import_entries SET outcome = $3, faults = $4, subject_id = $5
WHERE import_id = $1 AND place = $2 AND outcome = 'new';

-- name: delete_entries
DELETE FROM import_entries WHERE import_id = $1;

-- name: select_new
SELECT place FROM import_entries
WHERE import_id = $1 AND outcome = 'new' AND place > $2
ORDER BY place
LIMIT $3;

-- name: count_entries
SELECT import_id, outcome, count(*) AS units
FROM import_entries WHERE import_id = ANY($1::uuid [])
GROUP BY import_id, outcome;

-- name: select_at_fault
SELECT id, place, file_rows, outcome, faults, subject_id FROM import_entries
WHERE import_id = $1 AND outcome IN ('refused', 'differs')
ORDER BY place;

-- name: list_entries
SELECT id, place, file_rows, outcome, faults, subject_id FROM import_entries
WHERE import_id = $1 AND ($2::uuid IS NULL OR id > $2) AND ($3::text IS NULL OR outcome = $3)
ORDER BY id
LIMIT $4;
