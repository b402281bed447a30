"""Job offers: what the employment service offered to a member of an entitled household, and what came of it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, check_version
from services.registry.assessing.facts import Code
from services.registry.households import households
from services.registry.memberships import memberships
from services.registry.people import aliases

queries = load_queries(__file__)

OfferState = Literal["made", "accepted", "refused"]
TRANSITIONS: Mapping[OfferState, tuple[OfferState, ...]] = {"made": ("accepted", "refused")}


class NewOffer(Body, frozen=True, kw_only=True):
    """An offer that was made, under the number that the employment service gives it."""

    person_id: UUID
    reference: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9./-]{1,40}$(?!\n)")]
    offered_on: date


class OfferAnswer(Body, frozen=True, kw_only=True):
    """What became of an offer. A refusal has its reason as a code, and whether the rules accept it."""

    outcome: Literal["accepted", "refused"]
    reason: Code | None = None
    justified: bool | None = None


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A job offer."""

    id: UUID
    version: int
    membership_id: UUID
    person_id: UUID
    reference: str
    offered_on: date
    state: OfferState
    answered_on: date | None
    refusal_reason: str | None
    justified: bool | None
    recorded_by: UUID
    recorded_at: datetime
    answered_by: UUID | None


class OfferKnown(Problem):
    """This offer to this person is recorded already."""


class NotOfHousehold(Problem):
    """This person does not belong to the household."""


async def record(transaction: Transaction, membership_id: UUID, new: NewOffer) -> Offer:
    """Record an offer to a member of an entitled household. Raises NotOfHousehold, OfferKnown, Malformed, NotFound."""
    membership = await memberships.take(transaction, membership_id)
    if new.offered_on > transaction.today:
        raise Malformed(errors=[Fault(pointer="/offered_on", detail="This day is in the future.")])
    members = await households.members_on(transaction, membership.household_id, transaction.today)
    await aliases.refuse(transaction, new.person_id)
    if new.person_id not in {member.person_id for member in members}:
        raise NotOfHousehold("Look at who lives in the household today.")
    offer_id = await transaction.fetchval(
        queries.insert_offer,
        uuid7(),
        membership_id,
        new.person_id,
        new.reference,
        new.offered_on,
        transaction.actor_id,
        transaction.now,
    )
    if offer_id is None:
        raise OfferKnown("Look at the household's obligations.")
    return await find(transaction, offer_id)


async def answer(transaction: Transaction, offer_id: UUID, given: OfferAnswer, *, version: int) -> Offer:
    """Record what became of an offer. Raises Malformed, TransitionForbidden, Stale, NotFound."""
    offer = await transaction.fetch_struct(Offer, queries.lock_offer, offer_id)
    if offer is None:
        raise NotFound(f"There is no job offer {offer_id}.")
    await memberships.take(transaction, offer.membership_id)
    check_version(offer.version, version)
    state = transition(TRANSITIONS, offer.state, given.outcome)
    refused = given.outcome == "refused"
    if refused != (given.reason is not None) or refused != (given.justified is not None):
        raise Malformed(errors=[Fault(pointer="/reason", detail="A refusal has a reason and whether it is justified.")])
    await transaction.execute(
        queries.answer_offer,
        offer_id,
        state,
        transaction.today,
        given.reason,
        given.justified,
        transaction.actor_id,
    )
    return await find(transaction, offer_id)


async def find(transaction: Transaction, offer_id: UUID) -> Offer:
    """Return a job offer. Raises NotFound."""
    offer = await transaction.fetch_struct(Offer, queries.find_offer, offer_id)
    if offer is None:
        raise NotFound(f"There is no job offer {offer_id}.")
    return offer


async def of_membership(transaction: Transaction, membership_id: UUID) -> list[Offer]:
    """Return the offers that were made while a right lasted, oldest first."""
    return await transaction.fetch_structs(Offer, queries.offers_of_membership, membership_id)
