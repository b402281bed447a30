"""What was heard, kept as sums and histories by noun: all that can be emptied and made again."""
