"""The part of a benefit that is paid to accounts: files to the bank and what it answers."""
