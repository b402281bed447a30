"""Endings of awards: a later last day without more money, and closing, by which unspent money comes back."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from contracts.incubator import AwardClosed
from contracts.types import MinorUnits
from services.incubator.granting import awards, milestones, schedules, tranches
from services.incubator.granting.awards import STEPS, TRANSITIONS, Award
from services.incubator.granting.tranches import Tranche
from services.incubator.people import steps
from services.kit import proposals
from services.kit.db import Transaction
from services.kit.errors import Malformed, Problem
from services.kit.events import publish
from services.kit.proposals import Proposal, ProposalChanged
from services.kit.sql import load_queries
from services.kit.web import Body

queries = load_queries(__file__)

EXTENSION = "extend_award"
CLOSING = "close_award"


class NewExtension(Body, frozen=True, kw_only=True):
    """A later last day; milestones that are still to be shown move by as many days."""

    ends_on: date


class NewClosing(Body, frozen=True, kw_only=True):
    """How much of what was paid the recipient has accounted for, in minor units."""

    spent_minor: MinorUnits


class Extending(msgspec.Struct, frozen=True, kw_only=True):
    """What two people agree to: from this last day to that one, for the same money."""

    before: date
    ends_on: date


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """What two people agree to: what is freed of the line's money, and what the recipient gives back."""

    paid_minor: int
    spent_minor: int
    freed_minor: int
    recovered_minor: int
    merchant_id: UUID | None


class TrancheOnItsWay(Problem):
    """A tranche of the award is still on its way."""


async def extending_of(transaction: Transaction, award: Award, new: NewExtension) -> Extending:
    """Return what there is to agree to about a later last day. Raises TransitionForbidden, Malformed."""
    steps.check_step(STEPS, TRANSITIONS, "extend", award.state)
    faults = schedules.faults_of_extension(await awards.terms_of(transaction, award), award.ends_on, new.ends_on)
    if faults:
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)
    return Extending(before=award.ends_on, ends_on=new.ends_on)


async def extend(transaction: Transaction, proposal: Proposal) -> None:
    """Extend an award as a second person has agreed to. Raises ProposalChanged when its last day is another now."""
    award = await awards.lock(transaction, proposal.subject_id)
    agreed = await proposals.execute(transaction, proposal.id, Extending)
    if agreed.before != award.ends_on:
        raise ProposalChanged("The last day has changed since; propose it again.")
    await transaction.execute(awards.queries.update_ends_on, award.id, agreed.ends_on)
    await transaction.execute(queries.move_milestones, award.id, (agreed.ends_on - agreed.before).days)
    await awards.lead(transaction, award, "extend")


async def closing_of(transaction: Transaction, award: Award, new: NewClosing) -> Closing:
    """Return what there is to agree to about closing. Raises TransitionForbidden, TrancheOnItsWay, Malformed."""
    steps.check_step(STEPS, TRANSITIONS, "close", award.state)
    paid = await paid_tranches(transaction, award)
    faults = schedules.faults_of_spending(award.paid_minor, new.spent_minor)
    if faults:
        raise Malformed("Mend what is named in errors and send it again.", errors=faults)
    return Closing(
        paid_minor=award.paid_minor,
        spent_minor=new.spent_minor,
        freed_minor=award.amount_minor - award.paid_minor,
        recovered_minor=award.paid_minor - new.spent_minor,
        merchant_id=paid[-1].merchant_id if paid else None,
    )


async def close(transaction: Transaction, proposal: Proposal) -> None:
    """Close an award as a second person has agreed to; cards frees the rest and takes back what was not spent."""
    award = await awards.lock(transaction, proposal.subject_id)
    agreed = await proposals.execute(transaction, proposal.id, Closing)
    if agreed != await closing_of(transaction, award, NewClosing(spent_minor=agreed.spent_minor)):
        raise ProposalChanged("Something was paid since; propose it again.")
    for each in await milestones.list_of(transaction, award.id):
        if each.state in ("planned", "reported"):
            await milestones.lead(transaction, award, each, "drop")
    await transaction.execute(queries.update_spent, award.id, agreed.spent_minor)
    await awards.lead(transaction, award, "close")
    await publish(
        transaction,
        AwardClosed(
            award_id=award.id,
            currency=award.currency,
            freed_minor=agreed.freed_minor,
            recovered_minor=agreed.recovered_minor,
            merchant_id=agreed.merchant_id,
        ),
    )


async def paid_tranches(transaction: Transaction, award: Award) -> Sequence[Tranche]:
    """Return an award's tranches, all of which are paid. Raises TrancheOnItsWay."""
    found = await tranches.list_of(transaction, award.id)
    on_their_way = [each.id for each in found if each.state != "paid"]
    if on_their_way:
        raise TrancheOnItsWay("Wait until the bank has paid it.", tranche_ids=on_their_way)
    return found
