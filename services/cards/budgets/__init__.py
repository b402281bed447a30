"""Public money before it is anybody's: budget lines, and what two people agree to do with them."""
