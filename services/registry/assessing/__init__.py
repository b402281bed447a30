"""What the dated rules give a household, line by line, and what other rules would."""
