"""Memberships: which household is entitled to how much of which programme, from when to when."""

from collections.abc import Mapping
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from contracts.registry import MembershipActivated
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.events import publish
from services.kit.sql import load_queries
from services.registry import households
from services.registry.applications import Application
from services.registry.assessments import Assessment

queries = load_queries(__file__)

MembershipState = Literal["active", "suspended", "exited"]

TRANSITIONS: Mapping[MembershipState, tuple[MembershipState, ...]] = {
    "active": ("suspended", "exited"),
    "suspended": ("active", "exited"),
}


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """A household's right, both days included. Amounts are minor units of `currency` a month."""

    id: UUID
    version: int
    application_id: UUID | None
    """Absent where another body decided."""
    household_id: UUID
    holder_id: UUID
    """The person who is paid and holds the card: the applicant."""
    programme: str
    state: MembershipState
    currency: str
    monthly_amount_minor: int
    card_share_minor: int
    account_share_minor: int
    starts_on: date
    ends_on: date


class MembershipOverlaps(Problem):
    """The household has this benefit already for some of these months."""


async def activate(transaction: Transaction, application: Application, assessment: Assessment) -> UUID:
    """Give the household what the assessment found and tell the other services. Raises MembershipOverlaps."""
    household_id, programme = application.household_id, application.programme
    starts_on, ends_on = assessment.starts_on, assessment.ends_on
    overlapping = await transaction.fetchval(queries.find_overlapping, household_id, programme, starts_on, ends_on)
    if overlapping is not None:
        raise MembershipOverlaps("It applies again when that right has ended.", membership_id=overlapping)
    holder_id = await households.holder_of(transaction, household_id, assessment.application_date)
    event = MembershipActivated(
        membership_id=uuid7(),
        household_id=household_id,
        holder_id=holder_id,
        application_id=application.id,
        programme=programme,
        currency=assessment.currency,
        monthly_amount_minor=assessment.monthly_amount_minor,
        card_share_minor=assessment.card_share_minor,
        account_share_minor=assessment.account_share_minor,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    await transaction.execute(
        queries.insert_membership,
        event.membership_id,
        event.application_id,
        event.household_id,
        event.holder_id,
        event.programme,
        event.currency,
        event.monthly_amount_minor,
        event.card_share_minor,
        event.account_share_minor,
        event.starts_on,
        event.ends_on,
    )
    await publish(transaction, event)
    return event.membership_id


async def find(transaction: Transaction, membership_id: UUID) -> Membership:
    """Return a membership. Raises NotFound."""
    membership = await transaction.fetch_struct(Membership, queries.find_membership, membership_id)
    if membership is None:
        raise NotFound(f"There is no membership {membership_id}.")
    return membership


async def of_application(transaction: Transaction, application_id: UUID) -> Membership | None:
    """Return the membership that an application led to, or None."""
    return await transaction.fetch_struct(Membership, queries.find_membership_of_application, application_id)


async def list_page(
    transaction: Transaction, *, after: UUID | None, limit: int, household_id: UUID | None, on: date | None
) -> list[Membership]:
    """Return one membership more than the limit, oldest first: of one household, or in force on a day, or all."""
    return await transaction.fetch_structs(Membership, queries.list_memberships, after, household_id, on, limit + 1)
