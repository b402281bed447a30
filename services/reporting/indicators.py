"""Indicators: what an M&E sheet asks for, each with its definition, source, unit and caveat."""

from typing import Literal

import msgspec

from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.suppression import K_MIN, sees_all

queries = load_queries(__file__)

Unit = Literal["households", "persons", "count", "days", "basis_points"]
PEOPLE: frozenset[Unit] = frozenset({"households", "persons"})


class Definition(msgspec.Struct, frozen=True):
    """What an indicator means. `source` names the events that it is counted from."""

    unit: Unit
    definition: str
    source: str
    caveat: str = ""


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """One figure. `value` is absent while nothing can be counted, or (`hidden`) where it would show a few people."""

    code: str
    value: int | None
    hidden: bool
    unit: Unit
    definition: str
    source: str
    caveat: str


DECIDED = "registry.application_decided.v1"
MEMBERSHIP = "registry.membership_*"
CARD = "cards.card_*"
PRESENT = "As things stand, not over a period."

DEFINITIONS: dict[str, Definition] = {
    "applications_approved": Definition("households", "Applications whose last decision is approval.", DECIDED),
    "applications_rejected": Definition("households", "Applications whose last decision is rejection.", DECIDED),
    "decisions_reversed": Definition("households", "Decisions that replaced an earlier one.", DECIDED),
    "decision_days_median": Definition(
        "days", "Median of days from application to last decision.", DECIDED, "Calendar days; an appeal lengthens it."
    ),
    "memberships_active": Definition(
        "households",
        "Memberships not suspended or ended early.",
        MEMBERSHIP,
        "Holds memberships whose term has run out.",
    ),
    "memberships_suspended": Definition("households", "Memberships under suspension.", MEMBERSHIP, PRESENT),
    "memberships_exited": Definition("households", "Memberships that ended before their term.", MEMBERSHIP),
    "households_credited": Definition(
        "households", "Households that ever got a benefit.", "cards.benefits_credited.v1"
    ),
    "cards_ordered": Definition("persons", "Cards ordered and not yet handed over.", CARD, PRESENT),
    "cards_issued": Definition("persons", "Cards in their holders' hands.", CARD, PRESENT),
    "cards_stopped": Definition("persons", "Cards stopped for whatever reason.", CARD),
    "merchants_accepted": Definition("count", "Merchants that take the card.", "merchants.merchant_*", PRESENT),
    "merchants_suspended": Definition(
        "count", "Merchants that take no cards for now.", "merchants.merchant_*", PRESENT
    ),
    "payments": Definition(
        "count", "Sales paid with the card.", "cards.payment_captured.v1", "Refunded ones included."
    ),
    "declines": Definition("count", "Sales declined.", "cards.payment_declined.v1"),
    "social_enterprise_share_basis_points": Definition(
        "basis_points",
        "Share of spending, net of refunds, at social enterprises.",
        "cards.payment_captured.v1, cards.payment_refunded.v1, merchants.merchant_accepted.v1",
        "Bonuses are left out; they would raise it.",
    ),
    "call_applications_awarded": Definition("count", "Applications awarded.", "incubator.application_decided.v1"),
    "call_applications_reserve": Definition("count", "Applications in reserve.", "incubator.application_decided.v1"),
    "call_applications_rejected": Definition("count", "Applications rejected.", "incubator.application_decided.v1"),
    "participants": Definition("persons", "Persons who joined a cohort.", "incubator.participant_enrolled.v1"),
    "attendance_basis_points": Definition(
        "basis_points",
        "Share of sessions attended.",
        "incubator.attendance_recorded.v1",
        "Absences caused by an unmet need are left out.",
    ),
    "enterprises_accredited": Definition(
        "count", "Enterprises that passed the trading gate.", "incubator.enterprise_accredited.v1"
    ),
}


def indicator(code: str, value: int | None, *, hides: bool) -> Indicator:
    """Return an indicator with its definition; a few people are not shown to those who may not see everything."""
    hidden = hides and DEFINITIONS[code].unit in PEOPLE and 0 < (value or 0) < K_MIN
    return Indicator(
        code=code, value=None if hidden else value, hidden=hidden, **msgspec.structs.asdict(DEFINITIONS[code])
    )


async def measure(transaction: Transaction) -> list[Indicator]:
    """Return every indicator; what was never heard of counts as none, a share of nothing has no value."""
    values: dict[str, int | None] = {code: 0 for code, each in DEFINITIONS.items() if each.unit in {*PEOPLE, "count"}}
    values |= {row["code"]: row["value"] for row in await transaction.fetch(queries.select_values)}
    hides = not sees_all(transaction)
    return [indicator(code, values.get(code), hides=hides) for code in DEFINITIONS]
