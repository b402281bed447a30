-- A holder's page shows the cards on the own wallets, a proxy's too; the indexes there are hold living cards only, and
-- memberships had none by their holder.
-- squawk-ignore-file require-concurrent-index-creation
-- These tables are a municipality's: they are scanned in less than the lock's timeout.
CREATE INDEX cards_wallet ON cards (wallet_id);
CREATE INDEX memberships_holder ON memberships (holder_id);
