"""Who lives with whom, from when to when, and every change of it."""
