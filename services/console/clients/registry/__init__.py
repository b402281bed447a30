"""registry: persons, households, applications, decisions."""
