"""What was heard, as rows: an event's fields with its tenant, partition, sequence and local business date.

The queries read them with `json_to_recordset`, one statement however many events, and take the columns that they name.
What comes by the million is summed here first (`add`) and goes as rows of a type.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from contracts.envelope import Envelope, Event, partition
from services.kit.db import Transaction

EventType = TypeVar("EventType", bound=Event)
Heard = Sequence[tuple[Envelope, EventType]]
Row = dict[str, Any]
Key = tuple[UUID | date | str | int, ...]
Figures = tuple[int, ...]


def local_date(transaction: Transaction, envelope: Envelope) -> date:
    """Return the business date of an event where its tenant is."""
    return envelope.time.astimezone(transaction.tenants[envelope.municipality].zone).date()


def rows(transaction: Transaction, events: Heard[EventType], **constants: Any) -> list[Row]:
    """Return a row for each event, of all its fields; `constants` are the same in every row."""
    return [
        {
            **msgspec.structs.asdict(event),
            **constants,
            "municipality_id": envelope.municipality,
            "partition": partition(envelope.subject),
            "sequence": envelope.sequence,
            "happened_on": local_date(transaction, envelope),
        }
        for envelope, event in events
    ]


def each(found: Sequence[Row], name: str) -> list[Row]:
    """Return a row for each struct in the list `name` of each row; the inner fields win over the outer."""
    return [
        {**{key: value for key, value in row.items() if key != name}, **msgspec.structs.asdict(inner)}
        for row in found
        for inner in row[name]
    ]


async def add(transaction: Transaction, query: str, figures: Iterable[tuple[Key, Figures]]) -> None:
    """Add figures to what is kept, by one statement whose argument is a list of rows: a key and its sums."""
    sums: dict[Key, list[int]] = {}
    for key, found in figures:
        sum_ = sums.setdefault(key, [0] * len(found))  # One look-up: to hash the ids of a key takes most of the time.
        for place, figure in enumerate(found):
            sum_[place] += figure
    if sums:
        await transaction.execute(query, [(*key, *sum_) for key, sum_ in sums.items()])
