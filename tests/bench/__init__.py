"""`make bench`: how fast the ledger is, as ratios of one run on one machine (DESIGN §8)."""
