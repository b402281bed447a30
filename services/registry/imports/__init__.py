"""Files that come in and go out: households and decisions in bulk, lists as tables."""
