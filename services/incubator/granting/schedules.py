"""Schedules of an award: how its money is cut into tranches, and which of them may be paid. Pure rules.

Small first: whoever has shown nothing yet is trusted with a small part only (algorandfoundation/xGov#57). After that
the order is free, since a fixed one starves who works on two things at once (VaultaFoundation/grant-framework#227).
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Annotated

import msgspec

from contracts.types import PositiveMinorUnits
from services.incubator.calling.funds import AwardTerms
from services.incubator.calling.stages import WHOLE, Code
from services.kit.errors import Fault
from services.kit.web import Body, ShortText

FIRST = 1
"""The number of the milestone that comes before all others."""


class NewMilestone(Body, frozen=True, kw_only=True):
    """What is to be shown by when, with which kinds of evidence, and the tranche that is paid for it."""

    title: ShortText
    due_on: date
    amount_minor: PositiveMinorUnits
    evidence: Annotated[tuple[Code, ...], msgspec.Meta(min_length=1, max_length=10)]


class Schedule(Body, frozen=True, kw_only=True):
    """An award's last day and its milestones, the first one first."""

    ends_on: date
    milestones: Annotated[tuple[NewMilestone, ...], msgspec.Meta(min_length=1, max_length=20)]


def faults_of(terms: AwardTerms, amount_minor: int, schedule: Schedule, begins_on: date) -> list[Fault]:
    """Return what is wrong with a schedule by the call's terms."""
    milestones = schedule.milestones
    first_max = amount_minor * terms.first_tranche_basis_points_max // WHOLE
    total = sum(each.amount_minor for each in milestones)
    ends_max = begins_on + timedelta(days=terms.days_max)
    found = [
        ("/milestones", f"The tranches add up to {total} of {amount_minor} minor units.", total != amount_minor),
        (
            "/milestones/0/amount_minor",
            f"The first tranche is {first_max} minor units at most.",
            milestones[0].amount_minor > first_max,
        ),
        ("/ends_on", f"It ends from {begins_on} to {ends_max}.", not begins_on <= schedule.ends_on <= ends_max),
    ]
    for place, each in enumerate(milestones):
        outside = not begins_on <= each.due_on <= schedule.ends_on
        found.append((f"/milestones/{place}/due_on", "A milestone is due while the award runs.", outside))
        twice = len(set(each.evidence)) != len(each.evidence)
        found.append((f"/milestones/{place}/evidence", "Name each kind of evidence once.", twice))
    return [Fault(pointer=pointer, detail=detail) for pointer, detail, wrong in found if wrong]


def missing_evidence(asked: Sequence[str], recorded: Collection[str]) -> list[str]:
    """Return the kinds of evidence that a milestone asks for and that are not there."""
    return [kind for kind in asked if kind not in recorded]


def may_be_paid(number: int, accepted: Collection[int]) -> bool:
    """Return whether an accepted milestone's tranche may be paid: the first one comes before all others."""
    return number in accepted and FIRST in accepted


def payee_is_fresh(terms: AwardTerms, checked_on: date, today: date) -> bool:
    """Return whether a check of the payee has cooled and is not too old yet."""
    usable_from = checked_on + timedelta(days=terms.payee_cooling_days)
    return usable_from <= today <= checked_on + timedelta(days=terms.payee_check_days)


def faults_of_extension(terms: AwardTerms, before: date, after: date) -> list[Fault]:
    """Return what is wrong with a later last day: it is later, by no more than the call's terms let."""
    latest = before + timedelta(days=terms.extension_days_max)
    if before < after <= latest:
        return []
    return [Fault(pointer="/ends_on", detail=f"The new last day is after {before}, and {latest} at the latest.")]


def faults_of_spending(paid_minor: int, spent_minor: int) -> list[Fault]:
    """Return what is wrong with what is said to have been spent: it is no more than what was paid."""
    if spent_minor <= paid_minor:
        return []
    return [Fault(pointer="/spent_minor", detail=f"{paid_minor} minor units were paid.")]
