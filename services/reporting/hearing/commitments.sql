-- name: add_changes
INSERT INTO commitment_changes (
    municipality_id, subject, subject_id, sequence, state, currency, amount_minor, happened_on
)
SELECT
    municipality_id,
    subject,
    coalesce(order_id, grant_id, award_id),
    sequence,
    state,
    currency,
    coalesce(amount_minor, freed_minor),
    happened_on
FROM json_to_recordset($1::json) AS heard (
    municipality_id uuid,
    subject text,
    order_id uuid,
    grant_id uuid,
    award_id uuid,
    sequence bigint,
    state text,
    currency text,
    amount_minor bigint,
    freed_minor bigint,
    happened_on date
);
