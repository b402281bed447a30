"""Waiting work: what waits in the console itself for its administrators."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.kit import waiting
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.kit.waiting import Waiting

queries = load_queries(__file__)

DOERS: Final[Mapping[str, Sequence[str]]] = {"roles_to_agree": ("administrator",)}
"""Who does what waits here."""


async def count(transaction: Transaction) -> list[Waiting]:
    """Return what waits for the acting person, the oldest first."""
    return await waiting.count(transaction, queries.waiting_work, DOERS)
