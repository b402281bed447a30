-- Cards that are paused, and cards that end: each has a last day, and the next one is ordered before it.

-- Who has paused a card: its holder, whose wallet it is (of a proxy's card), or the desk. A later one lifts an earlier one's.
ALTER TABLE cards ADD COLUMN paused_by text CHECK (paused_by IN ('holder', 'owner', 'desk'));
ALTER TABLE cards ADD CONSTRAINT cards_paused_by_somebody
CHECK ((status = 'paused') = (paused_by IS NOT NULL)) NOT VALID;

-- The last day on which a card pays, and the day on which the next one is ordered; set when it is handed over.
ALTER TABLE cards ADD COLUMN expires_on date;
ALTER TABLE cards ADD COLUMN renew_on date CHECK (renew_on <= expires_on);

-- There are as many cards as households, so that building these in the migration's transaction takes a moment.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX cards_expiring ON cards (municipality_id, renew_on) WHERE status IN ('issued', 'active', 'paused');
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX cards_holder ON cards (holder_id);
-- A holder has one card in use on a wallet, and at most one more that is on its way.
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX cards_in_use ON cards (wallet_id, holder_id) WHERE status IN ('active', 'paused');
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX cards_on_their_way ON cards (wallet_id, holder_id) WHERE status IN ('ordered', 'issued');
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX cards_living;
