"""What lets others check the figures: the ledger's days beside what was heard, and its signed roots."""
