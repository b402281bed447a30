"""What waits for somebody: counted for the start page of whoever may do it. Nothing is opened, so nothing is kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Work of one kind that waits."""

    code: str
    number: int
    late: int
    """How many of them should have been done before today."""
    oldest_at: datetime | None
    """Since when the oldest one waits."""


async def count(
    transaction: Transaction, query: str, doers: Mapping[str, Sequence[str]], *more: object
) -> list[Waiting]:
    """Return the work that waits for the acting person's roles, the oldest first.

    `doers` says which roles do what. The query is given the actor, who is no second person for what they began
    themselves, the instant, the day, and whatever `more` it asks for.
    """
    await transaction.execute(queries.plan_once)
    given = (transaction.actor_id, transaction.now, transaction.today, *more)
    rows = await transaction.fetch_structs(Waiting, query, *given)
    return oldest_first(
        row for row in rows if row.number and not transaction.context.actor_roles.isdisjoint(doers[row.code])
    )


def oldest_first(work: Iterable[Waiting]) -> list[Waiting]:
    """Return work by how long it waits; last what has no instant."""
    return sorted(work, key=lambda each: (each.oldest_at is None, each.oldest_at or datetime.max.replace(tzinfo=UTC)))
