"""Obligations: what the grown-up members of an entitled household owe in return, and what of it is missing.

Activation is the third pillar of the minimum income: who can work is registered as unemployed, takes a suitable job and
attends the training. How many refusals and absences are too many is the programme's (`activation`; unsourced, so not
counted unless a rule file says so). Something missing suggests a suspension; only a person makes one.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from services.kit.db import Transaction
from services.registry.assessing.facts import MemberFacts, Work
from services.registry.assessing.rules import ActivationRules, rules_on
from services.registry.households import households, protections
from services.registry.memberships import job_offers, memberships, trainings
from services.registry.memberships.job_offers import Offer
from services.registry.memberships.memberships import Membership, MembershipState
from services.registry.memberships.trainings import Training
from services.registry.people import kinships

Missing = Literal["registration", "answer", "acceptance", "attendance"]
SUGGESTED: dict[Missing, str] = {
    "registration": "not_registered_unemployed",
    "acceptance": "obligation_unmet",
    "attendance": "obligation_unmet",
}
"""For which reason a supervisor might suspend the right. An offer that waits for an answer suggests nothing yet."""


class MemberObligations(msgspec.Struct, frozen=True, kw_only=True):
    """What a grown-up member owes and has done."""

    person_id: UUID
    work: Work
    offers: list[Offer]
    refused: int
    """Offers refused without a reason that the rules accept."""
    trainings: list[Training]
    missing: list[Missing]


class Obligations(msgspec.Struct, frozen=True, kw_only=True):
    """What a household owes for one right."""

    id: UUID
    programme: str
    state: MembershipState
    starts_on: date
    ends_on: date
    refused_offers_allowed: int | None
    attendance_percent_required: int
    members: list[MemberObligations]
    suggested_suspension: str | None
    """A reason for which the right might be suspended; nobody is suspended by this."""


def missing(
    rules: ActivationRules, member: MemberFacts, offers: Sequence[Offer], attended: Sequence[Training]
) -> list[Missing]:
    """Return what a grown-up member has left undone."""
    found: list[Missing] = []
    if member.work == "unregistered":
        found.append("registration")
    if any(offer.state == "made" for offer in offers):
        found.append("answer")
    allowed = rules.refused_offers_allowed
    if allowed is not None and refusals(offers) > allowed:
        found.append("acceptance")
    if not all(training.satisfies(rules.attendance_percent_required) for training in attended):
        found.append("attendance")
    return found


def refusals(offers: Sequence[Offer]) -> int:
    """Return how many offers were refused without a reason that the rules accept."""
    return sum(offer.state == "refused" and not offer.justified for offer in offers)


async def of_household(transaction: Transaction, household_id: UUID) -> list[Obligations]:
    """Return what a household owes for each right that has not ended. Raises NotFound, OwnCase, PersonsProtected."""
    await households.require(transaction, household_id)
    await kinships.refuse(transaction, [household_id])
    await protections.refuse_hidden_household(transaction, household_id)
    running = await memberships.running(transaction, household_id)
    members = await households.facts_of(transaction, household_id, transaction.today)
    return [await _of_right(transaction, right, members) for right in running]


async def _of_right(transaction: Transaction, right: Membership, members: Sequence[MemberFacts]) -> Obligations:
    rules = rules_on(right.starts_on, right.programme)
    activation = rules.activation if rules is not None else None
    adults = [] if rules is None else [each for each in members if each.age_years >= rules.household.adult_age]
    offers = await job_offers.of_membership(transaction, right.id)
    trained = await trainings.of_persons(
        transaction, [each.member_id for each in adults], first=right.starts_on, last=right.ends_on
    )
    shown = [_of_member(activation, each, offers, trained) for each in adults] if activation is not None else []
    undone = [code for member in shown for code in member.missing]
    return Obligations(
        id=right.id,
        programme=right.programme,
        state=right.state,
        starts_on=right.starts_on,
        ends_on=right.ends_on,
        refused_offers_allowed=None if activation is None else activation.refused_offers_allowed,
        attendance_percent_required=0 if activation is None else activation.attendance_percent_required,
        members=shown,
        suggested_suspension=next((SUGGESTED[code] for code in undone if code in SUGGESTED), None),
    )


def _of_member(
    rules: ActivationRules, member: MemberFacts, offers: Sequence[Offer], trained: Sequence[Training]
) -> MemberObligations:
    own = [offer for offer in offers if offer.person_id == member.member_id]
    attended = [training for training in trained if training.person_id == member.member_id]
    return MemberObligations(
        person_id=member.member_id,
        work=member.work,
        offers=own,
        refused=refusals(own),
        trainings=attended,
        missing=missing(rules, member, own, attended),
    )
