-- name: protected_among
-- Those of these persons who live in a protected household; without those of households that $2 has entered.
SELECT m.person_id
FROM household_members AS m INNER JOIN households AS h ON m.household_id = h.id
WHERE
    m.person_id = ANY ($1::uuid[]) AND m.left_on IS NULL AND h.protected_for IS NOT NULL
    AND h.formed_by IS DISTINCT FROM $2;

-- name: is_hidden
SELECT EXISTS (SELECT FROM households WHERE id = $1 AND protected_for IS NOT NULL AND formed_by <> $2);

-- name: is_protected
SELECT EXISTS (SELECT FROM households WHERE id = $1 AND protected_for IS NOT NULL);
