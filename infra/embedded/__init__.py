"""A private NATS and PostgreSQL from wheels, and the supervisor that runs the whole of Koinon on one machine."""
