-- name: kin_among
-- Those of these persons whose files the acting member of staff does not open: the own one and relatives'.
SELECT person_id FROM kinships
WHERE staff_id = $1 AND person_id = ANY ($2::uuid []) AND state IN ('in_force', 'ending');
