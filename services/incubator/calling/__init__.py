"""Which calls are open, and on which terms."""
