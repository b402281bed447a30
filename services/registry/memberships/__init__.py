"""A right from its first day to its last: suspended, renewed, ended, and what is owed either way."""
