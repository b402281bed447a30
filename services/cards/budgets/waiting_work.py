"""Waiting work: how much waits for whom in this service, for the page on which a day begins."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.kit import waiting
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.kit.waiting import Waiting

queries = load_queries(__file__)

DESK: Final = ("card_desk",)
APPROVERS: Final = ("finance_officer", "finance_approver")

DOERS: Final[Mapping[str, Sequence[str]]] = {
    "cards_to_print": DESK,
    "cards_without_pin": DESK,
    "pins_to_unlock": ("card_desk", "supervisor"),
    "money_to_agree": APPROVERS,
    "runs_to_calculate": ("finance_officer",),
    "runs_to_lock": ("finance_officer",),
    "bank_differences": ("finance_officer",),
    "disputes_to_decide": ("dispute_officer",),
}
"""Who does what waits here."""


async def count(transaction: Transaction) -> list[Waiting]:
    """Return what waits for the acting person, the oldest first."""
    return await waiting.count(transaction, queries.waiting_work, DOERS)
