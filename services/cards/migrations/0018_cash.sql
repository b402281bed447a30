-- Cash: of each credit a share may be withdrawn, and each lot keeps how much of that is left, wherever the lot goes.
-- Nothing of what was credited before is cash: nobody has said so to its holders.
ALTER TABLE lots ADD COLUMN cash_left_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE lots ADD COLUMN withdrawn_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE lots ADD CONSTRAINT lots_cash CHECK (
    cash_left_minor >= 0 AND withdrawn_minor >= 0 AND cash_left_minor + withdrawn_minor <= credited_minor
) NOT VALID;

ALTER TABLE payments ADD COLUMN cash boolean NOT NULL DEFAULT false;
-- Cash is the household's own money: no offer adds to it, and it is given whole or not at all.
ALTER TABLE payments ADD CONSTRAINT payments_cash CHECK (
    NOT cash OR status = 'declined' OR (bonus_minor = 0 AND remainder_minor = 0)
) NOT VALID;
-- The column is new: the index is empty.
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX payments_cash ON payments (id) WHERE cash;
