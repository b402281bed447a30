"""Protection of people at risk: who of them is protected, and whose files the acting person may not open.

A protected household's address is not kept, its letters are handed over, and only supervisors and the caseworker who
entered the household read its people. What supervisors set and lift is `safeguards.py`.
"""

from collections.abc import Collection
from uuid import UUID

from services.kit.db import SYSTEM, Transaction
from services.kit.errors import Forbidden
from services.kit.sql import load_queries

queries = load_queries(__file__)

READER = "supervisor"


class PersonsProtected(Forbidden):
    """These people are protected: only supervisors and who entered the household may see them."""


async def protected_among(transaction: Transaction, person_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these persons who live in a protected household now."""
    return {row["person_id"] for row in await transaction.fetch(queries.protected_among, list(person_ids), None)}


async def hidden_among(transaction: Transaction, person_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these persons whom the acting person may not see. What nobody does by hand sees everybody."""
    if may_read_all(transaction):
        return set()
    found = await transaction.fetch(queries.protected_among, list(person_ids), transaction.actor_id)
    return {row["person_id"] for row in found}


async def refuse_hidden(transaction: Transaction, person_id: UUID) -> None:
    """Raise PersonsProtected when the acting person may not see this one."""
    if await hidden_among(transaction, [person_id]):
        raise PersonsProtected("Ask a supervisor.")


async def refuse_hidden_household(transaction: Transaction, household_id: UUID) -> None:
    """Raise PersonsProtected when the acting person may not see this household's people."""
    if may_read_all(transaction):
        return
    if await transaction.fetchval(queries.is_hidden, household_id, transaction.actor_id):
        raise PersonsProtected("Ask a supervisor.")


async def is_protected(transaction: Transaction, household_id: UUID) -> bool:
    """Return whether a household is protected."""
    return bool(await transaction.fetchval(queries.is_protected, household_id))


def may_read_all(transaction: Transaction) -> bool:
    """Return whether the acting person is a supervisor, or no person at all."""
    return READER in transaction.context.actor_roles or transaction.actor_id == SYSTEM
