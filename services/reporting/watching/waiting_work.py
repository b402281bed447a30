"""Waiting work: alerts that nobody looks into, and those that one looks into oneself."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.kit import waiting
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.kit.waiting import Waiting

queries = load_queries(__file__)

AUDITORS: Final = ("auditor",)

DOERS: Final[Mapping[str, Sequence[str]]] = {"alerts_to_take": AUDITORS, "alerts_to_conclude": AUDITORS}
"""Who does what waits here."""


async def count(transaction: Transaction) -> list[Waiting]:
    """Return what waits for the acting person, the oldest first."""
    return await waiting.count(transaction, queries.waiting_work, DOERS)
