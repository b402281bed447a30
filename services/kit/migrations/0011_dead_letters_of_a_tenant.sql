-- Whose a dead letter is: its tenant's administrators see and replay it, and no others. Bytes that are no event belong
-- to nobody, and every administrator sees that there are some.
ALTER TABLE dead_letters ADD COLUMN municipality_id uuid;
