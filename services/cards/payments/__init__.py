"""Sales on their way from the till to the ledger, and what comes back."""
