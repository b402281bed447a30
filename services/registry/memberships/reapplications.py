"""Re-application after a revocation (JMD Δ13/οικ.33475/1935, ΦΕΚ Β 2281/2018, art. 9(2)): when it is possible.

Who still meets the conditions may apply again in the month after the revocation; undue sums that were not returned are
set off against the next payments. Who does not may apply six months after the suspension, and once all is repaid. A
new household of the former holder waits as the old one would have.
"""

from datetime import date
from uuid import UUID

import msgspec

from services.kit.clock import month_of
from services.kit.db import Transaction
from services.kit.errors import Problem
from services.kit.sql import load_queries
from services.registry.assessing.rules import ReapplicationRules, rules_on

queries = load_queries(__file__)


class Revoked(msgspec.Struct, frozen=True, kw_only=True):
    """The revocation that counts: its first day without the right, and the day of the suspension before it."""

    exited_on: date
    still_eligible: bool
    suspended_on: date


class ReapplicationTooEarly(Problem):
    """The household's right was revoked: it may not apply again yet."""


class UndueSumsOwed(Problem):
    """The household has to repay what it received without a right before it applies again."""


def possible_on(revoked: Revoked, rules: ReapplicationRules) -> date:
    """Return the first day on which the household may apply again."""
    if revoked.still_eligible:
        return month_of(revoked.exited_on, later=rules.months_after_revocation)
    return months_later(revoked.suspended_on, rules.months_after_suspension)


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or the 1st of the month after where that month has no such day."""
    month = month_of(day, later=months)
    try:
        return month.replace(day=day.day)
    except ValueError:
        return month_of(month, later=1)


async def refuse_barred(transaction: Transaction, household_id: UUID, programme: str) -> None:
    """Raise ReapplicationTooEarly or UndueSumsOwed for a household whose right was revoked."""
    revoked = await transaction.fetch_struct(Revoked, queries.last_revocation, household_id, programme)
    if revoked is None:
        return
    rules = rules_on(transaction.today, programme)
    periods = ReapplicationRules() if rules is None else rules.reapplication
    day = possible_on(revoked, periods)
    if transaction.today < day:
        raise ReapplicationTooEarly(f"It may apply from {day.isoformat()} on.", possible_on=day)
    owed = await transaction.fetchrow(queries.owed_by, household_id, programme)
    if periods.repaid_first and not revoked.still_eligible and owed is not None:
        raise UndueSumsOwed(
            "Record what was repaid first.", owed_minor=owed["owed_minor"], currency=owed["currency"], possible_on=day
        )
