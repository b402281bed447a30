-- name: select_holders
-- Who holds the card of each household for a month's benefit; after a renewal, the one of the later right.
SELECT DISTINCT ON (household_id) household_id, holder_id
FROM memberships
WHERE household_id = ANY($1::uuid []) AND programme = $2 AND starts_on < $3::date + interval '1 month'
ORDER BY household_id, starts_on DESC;
