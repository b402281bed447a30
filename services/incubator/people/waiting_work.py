"""Waiting work: how much waits for whom in this service, for the page on which a day begins."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.kit import waiting
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.kit.waiting import Waiting

queries = load_queries(__file__)

OFFICERS: Final = ("incubator_officer",)
MANAGERS: Final = ("programme_manager",)
OFFICE: Final = ("incubator_officer", "programme_manager")
MENTORS: Final = ("mentor",)
FOUNDERS: Final = ("founder",)

DOERS: Final[Mapping[str, Sequence[str]]] = {
    "ideas_to_screen": OFFICERS,
    "ideas_without_reviewers": OFFICERS,
    "reviews_to_close": OFFICERS,
    "ideas_to_determine": MANAGERS,
    "sessions_to_prepare": OFFICERS,
    "sessions_to_close": OFFICERS,
    "milestones_to_check": OFFICERS,
    "awards_to_agree": MANAGERS,
    "tranches_to_release": MANAGERS,
    "enterprises_to_accredit": MANAGERS,
    "orders_to_offer": OFFICERS,
    "orders_to_approve": MANAGERS,
    "orders_to_pay": OFFICE,
    "follow_ups_due": OFFICERS,
    "reviews_to_give": ("reviewer",),
    "mentorships_to_answer": MENTORS,
    "mentor_actions_due": MENTORS,
    "own_sessions_to_close": MENTORS,
    "own_ideas_to_finish": FOUNDERS,
    "own_ideas_to_sign": FOUNDERS,
    "own_questions_to_answer": FOUNDERS,
    "own_awards_to_accept": FOUNDERS,
    "own_milestones_due": FOUNDERS,
    "own_actions_due": FOUNDERS,
    "own_orders_to_answer": FOUNDERS,
    "own_orders_to_invoice": FOUNDERS,
    "own_follow_ups_due": FOUNDERS,
}
"""Who does what waits here."""


async def count(transaction: Transaction) -> list[Waiting]:
    """Return what waits for the acting person, the oldest first."""
    return await waiting.count(transaction, queries.waiting_work, DOERS)
