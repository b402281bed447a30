-- name: find_language
-- Of an erased person it is not looked at: nobody reads the letter but the office.
SELECT language FROM persons WHERE id = $1 AND erased_at IS NULL;
