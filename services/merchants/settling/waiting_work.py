"""Waiting work: how much waits for whom in this service, for the page on which a day begins."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from services.kit import waiting
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.kit.waiting import Waiting
from services.merchants.joining import terms

queries = load_queries(__file__)

OFFICER: Final = ("merchant_officer",)
OWNER: Final = ("merchant_owner",)

DOERS: Final[Mapping[str, Sequence[str]]] = {
    "merchants_to_verify": OFFICER,
    "merchants_to_accept": OFFICER,
    "merchants_to_verify_again": OFFICER,
    "merchant_accounts_to_verify": OFFICER,
    "offers_to_publish": ("merchant_officer", "programme_manager"),
    "payout_files_to_approve": ("finance_approver",),
    "own_disputes_to_answer": OWNER,
    "own_agreements_to_sign": OWNER,
    "own_accounts_to_replace": OWNER,
}
"""Who does what waits here."""


async def count(transaction: Transaction) -> list[Waiting]:
    """Return what waits for the acting person, the oldest first."""
    notice = timedelta(days=terms.current(transaction).verification_notice_days)
    return await waiting.count(transaction, queries.waiting_work, DOERS, transaction.today + notice)
