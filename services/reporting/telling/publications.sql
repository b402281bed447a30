-- name: insert_month
INSERT INTO published_months (id, month, published_at) VALUES ($1, $2, $3);

-- name: insert_buckets
INSERT INTO published_buckets (
    month, subject, currency, programme, merchant_kind, area, households_count, amount_minor
)
SELECT
    $1::date,
    $2::text,
    currency,
    programme,
    merchant_kind,
    area,
    households_count,
    amount_minor
FROM json_to_recordset($3::json) AS told (
    currency text,
    programme text,
    merchant_kind text,
    area text,
    households_count bigint,
    amount_minor bigint
);

-- name: insert_indicators
INSERT INTO published_indicators (month, code, unit, value, hidden)
SELECT
    $1::date,
    code,
    unit,
    value,
    hidden
FROM json_to_recordset($2::json) AS told (code text, unit text, value bigint, hidden boolean);

-- name: insert_paper
INSERT INTO published_papers (month, language, content) VALUES ($1, $2, $3);

-- name: select_paper
SELECT content FROM published_papers WHERE month = $1 AND language = $2;

-- name: select_published
-- The newest month first; the cursor is an id.
SELECT
    m.id,
    m.month,
    m.published_at,
    coalesce((
        SELECT array_agg(p.language ORDER BY p.language)
        FROM published_papers AS p
        WHERE p.municipality_id = m.municipality_id AND p.month = m.month
    ), '{}') AS languages
FROM published_months AS m
WHERE
    ($1::date IS NULL OR m.month = $1)
    AND ($2::uuid IS NULL OR m.month < (SELECT b.month FROM published_months AS b WHERE b.id = $2))
ORDER BY m.month DESC
LIMIT $3;

-- name: select_first_month
SELECT min(month) FROM fundings;
