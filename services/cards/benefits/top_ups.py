"""Top-ups: a one-off run over a named list, under a decision's number, beside what a month brings.

A list is named by hand or by a file, so each line is checked, and two people agree to the hash of exactly this list.
From there on it is a run like any other: locked, approved, looked at again, credited once.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from contracts.types import PositiveMinorUnits
from services.cards.benefits import run_lines, runs
from services.cards.benefits.run_lines import Line
from services.cards.benefits.runs import Run
from services.kit.db import Transaction
from services.kit.errors import Fault, Malformed
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText

queries = load_queries(__file__)

LINES_MAX = 5_000
"""Of one list; a longer one is split by decision."""


class TopUpLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose right is topped up, and by how much, on the card."""

    membership_id: UUID
    amount_minor: PositiveMinorUnits


class TopUp(Body, frozen=True, kw_only=True):
    """A one-off payment to the rights that are named, for a month's first day, by a decision that is paid once."""

    programme: ShortText
    budget_line_id: UUID
    month: date
    decision_number: ShortText
    lines: Annotated[list[TopUpLine], Meta(min_length=1, max_length=LINES_MAX)]


class Entitled(msgspec.Struct, frozen=True, kw_only=True):
    """A right of the programme, and why it cannot be topped up."""

    membership_id: UUID
    household_id: UUID
    wallet_id: UUID
    excluded: str | None


async def calculate(transaction: Transaction, top_up: TopUp) -> Run:
    """List who is topped up and who is left out and why. Nothing moves.

    Raises Malformed for a right that is not the programme's or is named twice, DecisionPaidBefore, WrongBudgetLine,
    BudgetLineClosed, OutsideValidity.
    """
    line = await runs.paying_line(transaction, top_up.programme, top_up.budget_line_id, top_up.month)
    ids = [each.membership_id for each in top_up.lines]
    found = await transaction.fetch_structs(Entitled, queries.entitled, top_up.programme, top_up.month, ids)
    rights = {each.membership_id: each for each in found}
    if faults := faults_of(ids, rights.keys()):
        raise Malformed("Not every line names a right of this programme, once.", errors=faults)
    lines = lines_of(top_up, rights)
    run_id = await runs.insert(
        transaction, line, month=top_up.month, lines=lines, decision_number=top_up.decision_number
    )
    await run_lines.insert(transaction, run_id, lines)
    return await runs.get(transaction, run_id)


def faults_of(ids: Sequence[UUID], known: Collection[UUID]) -> list[Fault]:
    """Return what is wrong with a list, line by line."""
    times = Counter(ids)
    says = {
        each: "It is named twice." if times[each] > 1 else "The programme has no such right."
        for each in times
        if times[each] > 1 or each not in known
    }
    places = [(place, says[each]) for place, each in enumerate(ids) if each in says]
    return [Fault(pointer=f"/lines/{place}/membership_id", detail=detail) for place, detail in places]


def lines_of(top_up: TopUp, rights: dict[UUID, Entitled]) -> list[Line]:
    """Return the lines of a run, in the order of rights, in which they are hashed."""
    lines = []
    for each in sorted(top_up.lines, key=lambda line: line.membership_id):
        right = rights[each.membership_id]
        line = Line(
            membership_id=right.membership_id,
            household_id=right.household_id,
            wallet_id=right.wallet_id,
            month=top_up.month,
            card_share_minor=each.amount_minor,
            account_share_minor=0,
            excluded=right.excluded,
        )
        lines.append(line)
    return lines
