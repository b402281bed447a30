"""The envelope of every message: CloudEvents 1.0 in structured JSON (CloudEvents NATS protocol binding)."""

from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID
from zlib import crc32

import msgspec

PARTITIONS = 4
CONTENT_TYPE = "application/cloudevents+json"


class EventMeta(msgspec.StructMeta):
    """Lets an event class name its aggregate: `class CardIssued(Event, frozen=True, aggregate="card_id")`."""

    def __new__(
        mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], *, aggregate: str = "", **options: Any
    ) -> Any:
        options.setdefault("kw_only", True)
        options.setdefault("gc", False)  # What was read from JSON holds no cycles: nothing is to be looked through.
        event = super().__new__(mcls, name, bases, namespace, **options)
        if aggregate:
            event.aggregate = aggregate  # type: ignore[attr-defined]
        return event

    def __init__(cls, *args: Any, **options: Any) -> None:  # noqa: N805 - its instances are classes
        """Swallow the class options that `__new__` has used."""


class Event(msgspec.Struct, metaclass=EventMeta, frozen=True, kw_only=True):
    """A fact that one service publishes. It carries ids and public register data, never personal data."""

    type: ClassVar[str]
    aggregate: ClassVar[str]

    @property
    def aggregate_id(self) -> UUID:
        """Return the id of the thing whose history this event belongs to; order holds within it only."""
        value: UUID = getattr(self, self.aggregate)
        return value


class Envelope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """CloudEvents attributes around an event. `id` and `time` have no defaults: a message without them is refused."""

    specversion: Literal["1.0"]
    id: UUID
    source: str
    type: str
    subject: UUID
    time: datetime
    datacontenttype: str = "application/json"
    sequence: int
    municipality: UUID
    traceparent: str | None = None
    data: msgspec.Raw


def partition(aggregate_id: UUID) -> int:
    """Return the partition of an aggregate: crc32 of its 16 bytes modulo the fixed number of partitions."""
    return crc32(aggregate_id.bytes) % PARTITIONS


def subject(type: str, aggregate_id: UUID) -> str:
    """Return the NATS subject of an event of this type about this aggregate."""
    return f"evt.{partition(aggregate_id)}.{type}"


def source_service(type: str) -> str:
    """Return the service that publishes events of this type: the first word of its name."""
    return type.split(".", 1)[0]


def encode(envelope: Envelope) -> bytes:
    """Return the bytes of a structured-mode CloudEvent."""
    return msgspec.json.encode(envelope)


def decode(message: bytes) -> Envelope:
    """Return the envelope in these bytes. Raises msgspec.ValidationError or DecodeError when it is not one."""
    return msgspec.json.decode(message, type=Envelope)
