"""Who takes the card: asking, checking, agreeing, leaving, and where a merchant is paid."""
