-- name: add_respends
INSERT INTO respends AS kept (
    municipality_id, settlement_date, payer_id, payee_id, currency, partition, respends_count, respent_minor,
    bonus_minor
)
SELECT
    municipality_id, settlement_date, payer_id, payee_id, currency, partition, respends_count, respent_minor,
    bonus_minor
FROM unnest($1::respend_row[]) AS heard
ORDER BY 1, 2, 3, 4, 5, 6
ON CONFLICT (municipality_id, settlement_date, payer_id, payee_id, currency, partition) DO UPDATE
SET
    respends_count = kept.respends_count + excluded.respends_count,
    respent_minor = kept.respent_minor + excluded.respent_minor,
    bonus_minor = kept.bonus_minor + excluded.bonus_minor;

-- name: add_respent_draws
INSERT INTO respent_draws AS kept (
    municipality_id, budget_line_id, benefit_month, settlement_date, payer_id, payee_id, currency, hop, partition,
    respent_minor
)
SELECT
    municipality_id, budget_line_id, benefit_month, settlement_date, payer_id, payee_id, currency, hop, partition,
    respent_minor
FROM unnest($1::respent_draw_row[]) AS heard
ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9
ON CONFLICT (
    municipality_id, budget_line_id, benefit_month, settlement_date, payer_id, currency, hop, partition, payee_id
) DO UPDATE
SET respent_minor = kept.respent_minor + excluded.respent_minor;
