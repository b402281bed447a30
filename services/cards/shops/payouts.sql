-- name: merchant_wallet
SELECT id FROM wallets WHERE kind = 'merchant' AND owner_id = $1 AND currency = $2;
