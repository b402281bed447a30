-- name: insert_hold
INSERT INTO holds (id, household_id, reason, held_on) VALUES ($1, $2, $3, $4);

-- name: release_hold
UPDATE holds SET released_on = $2 WHERE id = $1;

-- name: insert_proxy
INSERT INTO proxies (id, household_id, person_id, starts_on) VALUES ($1, $2, $3, $4);

-- name: end_proxy
UPDATE proxies SET ended_on = $2 WHERE id = $1;

-- name: acting_proxies
SELECT DISTINCT person_id FROM proxies WHERE household_id = $1 AND ended_on IS NULL ORDER BY person_id;

-- name: wallets_of
SELECT id, currency FROM wallets WHERE kind = 'household' AND owner_id = $1 ORDER BY id;

-- name: living_cards
-- The living cards of a household, of a holder, or of a holder on a household's wallets.
SELECT c.id, c.version
FROM cards AS c
INNER JOIN wallets AS w ON c.wallet_id = w.id
WHERE
    ($1::uuid IS NULL OR w.owner_id = $1)
    AND ($2::uuid IS NULL OR c.holder_id = $2)
    AND ($1::uuid IS NOT NULL OR $2::uuid IS NOT NULL)
    AND c.status IN ('ordered', 'issued', 'active', 'paused')
ORDER BY c.id;

-- name: households_held_by
SELECT DISTINCT household_id FROM memberships WHERE holder_id = $1 AND status <> 'exited' ORDER BY household_id;

-- name: reopen_wallets
-- Those that returned their money to the budget lines; one that went up in another household's stays left.
DELETE FROM left_wallets AS l USING wallets AS w
WHERE l.wallet_id = w.id AND w.kind = 'household' AND w.owner_id = $1 AND l.into_wallet_id IS NULL;
