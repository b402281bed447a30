"""What is asked of it: totals, trails, the multiplier and indicators, and which figures would show a few people."""
