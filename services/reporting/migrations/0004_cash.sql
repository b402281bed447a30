-- What of the money drawn the shop gave as cash, net of what came back: where it is spent is seen by nobody.
ALTER TABLE draws ADD COLUMN cash_minor bigint NOT NULL DEFAULT 0;
