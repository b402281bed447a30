"""Aliases: ids of people who were entered twice. What is asked for by one is told about the person who remains.

What is entered or changed under one is refused with the id of the one who remains, so that nothing is kept where nobody
looks for it.
"""

from uuid import UUID

from services.kit.db import Transaction
from services.kit.errors import Problem
from services.kit.sql import load_queries

queries = load_queries(__file__)


class PersonMerged(Problem):
    """This is another id of a person who was entered twice."""


async def refuse(transaction: Transaction, *person_ids: UUID | None) -> None:
    """Raise PersonMerged for an id that was merged away, naming the one who remains."""
    for row in await transaction.fetch(queries.survivors, [each for each in person_ids if each is not None]):
        raise PersonMerged(
            f"Person {row['id']} was merged; use the id of the person who remains.", person_id=row["merged_into"]
        )


async def resolve(transaction: Transaction, person_id: UUID) -> UUID:
    """Return the id of the person who remains; any other id is returned as it is, known or not."""
    rows = await transaction.fetch(queries.survivors, [person_id])
    return rows[0]["merged_into"] if rows else person_id
