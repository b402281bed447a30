"""Waiting work: how much waits for whom in this service, for the page on which a day begins."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.kit import waiting
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.kit.waiting import Waiting
from services.registry.payouts import account_transfers

queries = load_queries(__file__)

CASEWORK: Final = ("caseworker",)
DECIDERS: Final = ("supervisor",)
BOTH: Final = ("caseworker", "supervisor")

DOERS: Final[Mapping[str, Sequence[str]]] = {
    "applications_draft": CASEWORK,
    "applications_to_review": CASEWORK,
    "applications_unanswered": CASEWORK,
    "applications_to_decide": DECIDERS,
    "appeals_to_rule": DECIDERS,
    "second_looks": BOTH,
    "duplicates_to_judge": BOTH,
    "duplicates_to_merge": DECIDERS,
    "household_changes_to_agree": DECIDERS,
    "imports_to_confirm": CASEWORK,
    "imports_to_approve": DECIDERS,
    "complaints_to_assign": DECIDERS,
    "complaints_to_answer": BOTH,
    "complaints_escalated": DECIDERS,
    "relatives_to_confirm": ("supervisor", "administrator"),
    "holds_to_lift": DECIDERS,
    "erasures_to_approve": DECIDERS,
    "letters_to_print": ("caseworker", "card_desk"),
    "accounts_to_confirm": DECIDERS,
    "payments_to_mend": CASEWORK,
    "memberships_to_agree": DECIDERS,
    "memberships_ended": CASEWORK,
    "extensions_to_confirm": DECIDERS,
    "decisions_to_confirm": DECIDERS,
    "repayments_to_confirm": ("finance_approver",),
    "share_files_to_approve": ("finance_approver",),
    "share_files_to_send": ("finance_officer",),
    "shares_came_back": ("finance_officer",),
    "share_withdrawals_to_agree": ("finance_approver",),
    "statement_differences": ("finance_officer",),
}
"""Who does what waits here."""


async def count(transaction: Transaction) -> list[Waiting]:
    """Return what waits for the acting person, the oldest first."""
    return await waiting.count(transaction, queries.waiting_work, DOERS, account_transfers.PAYEES_PATTERN)
