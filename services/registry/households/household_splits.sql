-- name: insert_split_household
INSERT INTO households (id, formed_at, formed_by, protected_for) VALUES ($1, $2, $3, $4);
