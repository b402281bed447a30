"""Who applies, judges and teaches here, who is too close to whom, and which steps were taken about them."""
