"""What the owners would have said, in order, with the sequence of each aggregate."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from contracts.envelope import Envelope, Event, encode, source_service
from services.kit.db import uuid7

BEGIN = datetime(2026, 2, 2, 9, tzinfo=UTC)


class Log:
    """What was said, in order."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.sequences: Counter[UUID] = Counter()
        self.now = BEGIN

    def say(self, municipality: UUID, event: Event) -> Event:
        """Add an event a second after the one before."""
        self.sequences[event.aggregate_id] += 1
        self.now += timedelta(seconds=1)
        envelope = Envelope(
            specversion="1.0",
            id=uuid7(),
            source=f"/{source_service(event.type)}",
            type=event.type,
            subject=event.aggregate_id,
            time=self.now,
            sequence=self.sequences[event.aggregate_id],
            municipality=municipality,
            data=msgspec.Raw(msgspec.json.encode(event)),
        )
        self.envelopes.append(envelope)
        return event

    def messages(self) -> list[bytes]:
        """Return everything as it goes over the wire."""
        return [encode(envelope) for envelope in self.envelopes]

    def shuffled(self, seed: int) -> list[bytes]:
        """Return everything with aggregates and tenants mixed; each aggregate keeps its order."""
        order = random.Random(seed)
        waiting: dict[UUID, list[Envelope]] = {}
        for envelope in self.envelopes:
            waiting.setdefault(envelope.subject, []).append(envelope)
        found: list[bytes] = []
        while waiting:
            subject = order.choice(list(waiting))
            found.append(encode(waiting[subject].pop(0)))
            if not waiting[subject]:
                del waiting[subject]
        return found
