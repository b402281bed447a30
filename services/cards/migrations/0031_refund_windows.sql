-- For how many days after a sale a shop's tills may give money back, as its agreement says; none for ever.
ALTER TABLE merchants ADD COLUMN refund_days int CHECK (refund_days >= 0);
