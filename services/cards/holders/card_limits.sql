-- name: set_limits
UPDATE cards SET payment_minor_max = $2, day_minor_max = $3, month_minor_max = $4, version = version + 1 WHERE id = $1;

-- name: holds_wallet
SELECT EXISTS (
    SELECT FROM cards AS c
    INNER JOIN memberships AS m ON c.wallet_id = m.wallet_id
    WHERE c.id = $1 AND m.holder_id = $2 AND m.status <> 'exited'
);
