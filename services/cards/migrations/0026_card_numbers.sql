-- What is printed on a card for people to read and type: twelve digits, the last a check digit. It opens nothing without
-- the PIN, and a card that was never printed has none.
ALTER TABLE cards ADD COLUMN number text;
ALTER TABLE cards ADD CONSTRAINT cards_number_digits CHECK (number ~ '^[0-9]{12}$') NOT VALID;
-- Cards are printed at the desk, one by one; no sale waits for it.
-- squawk-ignore require-concurrent-index-creation
CREATE UNIQUE INDEX cards_number ON cards (municipality_id, number);
