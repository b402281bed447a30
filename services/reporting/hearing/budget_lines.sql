-- name: add_fundings
INSERT INTO fundings AS kept (municipality_id, budget_line_id, month, currency, programme, funded_minor)
SELECT
    municipality_id,
    budget_line_id,
    date_trunc('month', happened_on)::date,
    currency,
    min(programme),
    sum(amount_minor)
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    budget_line_id uuid,
    happened_on date,
    currency text,
    programme text,
    amount_minor bigint
)
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
ON CONFLICT (municipality_id, budget_line_id, month, currency) DO UPDATE
SET funded_minor = kept.funded_minor + excluded.funded_minor;

-- name: add_moves
-- A move counts on both lines: on one it went out, on the other it came in.
INSERT INTO line_moves AS kept (
    municipality_id, budget_line_id, month, currency, partition, programme, moved_in_minor, moved_out_minor
)
SELECT
    heard.municipality_id,
    side.budget_line_id,
    date_trunc('month', heard.happened_on)::date,
    heard.currency,
    heard.partition,
    min(side.programme),
    sum(side.moved_in_minor),
    sum(side.moved_out_minor)
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    budget_line_id uuid,
    to_line_id uuid,
    happened_on date,
    currency text,
    partition smallint,
    programme text,
    to_programme text,
    amount_minor bigint
)
CROSS JOIN LATERAL (
    VALUES
    (heard.budget_line_id, heard.programme, 0, heard.amount_minor),
    (heard.to_line_id, heard.to_programme, heard.amount_minor, 0)
) AS side (budget_line_id, programme, moved_in_minor, moved_out_minor)
GROUP BY 1, 2, 3, 4, 5
ORDER BY 1, 2, 3, 4, 5
ON CONFLICT (municipality_id, budget_line_id, month, currency, partition) DO UPDATE
SET
moved_in_minor = kept.moved_in_minor + excluded.moved_in_minor,
moved_out_minor = kept.moved_out_minor + excluded.moved_out_minor;

-- name: add_returns
INSERT INTO line_moves AS kept (
    municipality_id, budget_line_id, month, currency, partition, programme, returned_minor
)
SELECT
    municipality_id,
    budget_line_id,
    date_trunc('month', happened_on)::date,
    currency,
    partition,
    min(programme),
    sum(amount_minor)
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    budget_line_id uuid,
    happened_on date,
    currency text,
    partition smallint,
    programme text,
    amount_minor bigint
)
GROUP BY 1, 2, 3, 4, 5
ORDER BY 1, 2, 3, 4, 5
ON CONFLICT (municipality_id, budget_line_id, month, currency, partition) DO UPDATE
SET returned_minor = kept.returned_minor + excluded.returned_minor;

-- name: add_closings
INSERT INTO line_closings (municipality_id, budget_line_id, sequence, successor_id, closed_on)
SELECT
    municipality_id,
    budget_line_id,
    sequence,
    successor_id,
    happened_on
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    budget_line_id uuid,
    sequence bigint,
    successor_id uuid,
    happened_on date
);

-- name: select_line
-- A line may be credited from before its funding is heard: whichever came first names it.
SELECT
    known.budget_line_id AS id,
    min(known.programme) AS programme,
    known.currency,
    sum(known.funded_minor)::bigint AS funded_minor,
    sum(known.moved_in_minor)::bigint AS moved_in_minor,
    sum(known.moved_out_minor)::bigint AS moved_out_minor,
    sum(known.returned_minor)::bigint AS returned_minor,
    (SELECT max(c.closed_on) FROM line_closings AS c WHERE c.budget_line_id = $1) AS closed_on,
    (
        SELECT c.successor_id FROM line_closings AS c
        WHERE c.budget_line_id = $1 ORDER BY c.sequence DESC LIMIT 1
    ) AS successor_id
FROM (
    SELECT
        budget_line_id,
        programme,
        currency,
        funded_minor,
        0 AS moved_in_minor,
        0 AS moved_out_minor,
        0 AS returned_minor
    FROM fundings
    WHERE budget_line_id = $1
    UNION ALL
    SELECT budget_line_id, programme, currency, 0, moved_in_minor, moved_out_minor, returned_minor
    FROM line_moves
    WHERE budget_line_id = $1
    UNION ALL
    SELECT budget_line_id, programme, currency, 0, 0, 0, 0 FROM benefits WHERE budget_line_id = $1
) AS known
GROUP BY known.budget_line_id, known.currency;
