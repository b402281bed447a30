"""What merchants are owed, what they are paid, and what the bank says of it."""
