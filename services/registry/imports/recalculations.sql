-- name: select_held
-- What the file said of the household's means, else what its last application for the programme declares.
SELECT
    d.id, d.household_id, d.programme, d.applied_on, d.monthly_amount_minor,
    coalesce(
        d.declared,
        (
            SELECT a.declared FROM applications AS a
            WHERE
                a.household_id = d.household_id AND a.programme = d.programme
                AND a.state NOT IN ('draft', 'withdrawn')
            ORDER BY a.id DESC
            LIMIT 1
        )
    ) AS declared
FROM imported_decisions AS d
WHERE d.id = ANY($1::uuid []) AND d.state = 'confirmed'
ORDER BY d.id;

-- name: upsert_recalculations
INSERT INTO recalculations (
    imported_decision_id, rule_version, facts, result, eligible, monthly_amount_minor, differs, recalculated_at
)
SELECT new.id, new.rule_version, new.facts, new.result, new.eligible, new.monthly_amount_minor, new.differs, $8
FROM unnest($1::uuid [], $2::text [], $3::text [], $4::text [], $5::boolean [], $6::bigint [], $7::boolean [])
AS new (id, rule_version, facts, result, eligible, monthly_amount_minor, differs)
ON CONFLICT (imported_decision_id) DO UPDATE
SET rule_version = excluded.rule_version, facts = excluded.facts, result = excluded.result,
eligible = excluded.eligible, monthly_amount_minor = excluded.monthly_amount_minor, differs = excluded.differs,
recalculated_at = excluded.recalculated_at;

-- name: count_confirmed
SELECT count(*) FROM imported_decisions WHERE state = 'confirmed';

-- name: select_confirmed
SELECT id FROM imported_decisions
WHERE state = 'confirmed' AND ($1::uuid IS NULL OR id > $1)
ORDER BY id
LIMIT $2;

-- name: list_recalculations
SELECT
    d.id, d.household_id, d.programme, d.currency, d.applied_on, d.monthly_amount_minor AS imported_minor, r.eligible,
    r.monthly_amount_minor AS ours_minor, r.differs, r.rule_version, r.recalculated_at, r.result
FROM recalculations AS r INNER JOIN imported_decisions AS d ON r.imported_decision_id = d.id
WHERE ($1::uuid IS NULL OR d.id > $1) AND (r.differs OR NOT $2)
ORDER BY d.id
LIMIT $3;

-- name: find_recalculation
SELECT
    d.id, d.household_id, d.programme, d.currency, d.applied_on, d.monthly_amount_minor AS imported_minor, r.eligible,
    r.monthly_amount_minor AS ours_minor, r.differs, r.rule_version, r.recalculated_at, r.result
FROM recalculations AS r INNER JOIN imported_decisions AS d ON r.imported_decision_id = d.id
WHERE d.id = $1;
