"""What was heard, as rows: an event's fields with its tenant, partition, sequence and local business date.

The queries read them with `json_to_recordset`, one statement however many events, and take the columns that they name.
What comes by the million is summed here first (`add`) and goes as rows of a type.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from operator import add as plus
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from contracts.envelope import Envelope, Event, partition
from services.kit.db import Transaction, made_in_c

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


class Ids(dict[int, UUID]):
    """Ids by their number, of the type in which rows bring theirs: what many events name is made once for all of them.

    They are hashed and compared in C. An id as an event is read with it takes five times as long.
    """

    def __missing__(self, number: int) -> UUID:
        made = self[number] = made_in_c(UUID(int=number))
        return made


def add_up(before: Figures, more: Figures) -> Figures:
    """Return the sums of two lists of figures, place by place."""
    return tuple(map(plus, before, more))


async def add(transaction: Transaction, query: str, figures: Iterable[tuple[Key, Figures]]) -> None:
    """Add figures to what is kept, by one statement whose argument is a list of rows: a key and its sums."""
    sums: dict[Key, Figures] = {}
    for key, found in figures:
        before = sums.get(key)
        sums[key] = found if before is None else add_up(before, found)
    if sums:
        await transaction.execute(query, [(*key, *sum_) for key, sum_ in sums.items()])
