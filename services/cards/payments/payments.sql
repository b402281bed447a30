-- name: receipts
SELECT
    id, authorisation_id, cash, merchant_id, status, decline_code, currency, requested_minor, amount_minor, bonus_minor,
    discount_minor, remainder_minor, refunded_minor, refunded_bonus_minor, balance_minor, next_expiry_on,
    next_expiry_minor, settlement_date, paid_at, version, category, decision
FROM payments
WHERE id = ANY ($1::uuid[]);
