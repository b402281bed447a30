-- What the rules of a payment look at: a card's own limits, where a till stands, what a lot may be spent on.

-- In minor units of the wallet's currency; none is no limit of this card's own.
ALTER TABLE cards ADD COLUMN payment_minor_max bigint CHECK (payment_minor_max > 0);
ALTER TABLE cards ADD COLUMN day_minor_max bigint CHECK (day_minor_max > 0);
ALTER TABLE cards ADD COLUMN month_minor_max bigint CHECK (month_minor_max > 0);
-- Sales since the PIN was last right; counted only where a rule asks for the PIN after so many.
ALTER TABLE cards ADD COLUMN sales_without_pin int NOT NULL DEFAULT 0 CHECK (sales_without_pin >= 0);

-- The area of the outlet at which the till stands, as merchants has told it.
ALTER TABLE tills ADD COLUMN area text;

-- Merchant categories (ISO 18245) that the money is for; none is all that its programme allows.
ALTER TABLE lots ADD COLUMN categories text [] CHECK (cardinality(categories) > 0);

-- A decision is kept with all that it was made on, in fewer bytes; what was kept before stays within it as it was.
-- Row-level security is forced on the owner too, who is of no tenant.
ALTER TABLE payments NO FORCE ROW LEVEL SECURITY;
UPDATE payments SET decision = json_build_object('looked_at', 0, 'earlier', decision);
ALTER TABLE payments FORCE ROW LEVEL SECURITY;
