"""The messages between Koinon's services: one module per publishing service, and the envelope they travel in."""
