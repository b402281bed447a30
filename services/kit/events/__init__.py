"""Events: out by outbox and relay, in by inbox and gate. PostgreSQL is the authority, JetStream a copy."""

from services.kit.events.inbox import BatchHandlers, Handlers, NotYet
from services.kit.events.publish import Outgoing, publish, publish_all

__all__ = ["BatchHandlers", "Handlers", "NotYet", "Outgoing", "publish", "publish_all"]
