"""Follow-up: what has become of those who were trained, on the id that they came with."""
