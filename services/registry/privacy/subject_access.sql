-- name: rows_about
-- Also what is kept under another id of a person who was entered twice.
SELECT DISTINCT r.kind, r.content
FROM persons AS p, rows_about(p.id) AS r
WHERE $1 IN (p.id, p.merged_into);

-- name: files_of
SELECT f.id FROM files AS f INNER JOIN persons AS p ON f.subject_id = p.id
WHERE $1 IN (p.id, p.merged_into)
ORDER BY f.id;

-- name: complaints_of
SELECT g.id FROM grievances AS g INNER JOIN persons AS p ON g.complainant_id = p.id
WHERE $1 IN (p.id, p.merged_into)
ORDER BY g.id;
