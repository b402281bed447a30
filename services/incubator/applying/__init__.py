"""What applicants write, and how far it has come."""
