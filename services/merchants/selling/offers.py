"""Offers: a bonus from a programme's pot on sales at merchants, or a discount that a merchant gives on its own prices.

A bonus spends public money, and a discount is promised in the municipality's directory: one person proposes it, for a
discount also the merchant's owner, and another publishes it by quoting what was proposed. To stop one a single person
is enough, at once.
"""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from contracts.merchants import MerchantKind, OfferEnded, OfferPublished
from contracts.types import Currency, MerchantCategory, MinorUnits, PositiveMinorUnits
from services.kit import audit, proposals
from services.kit.db import Transaction, uuid7
from services.kit.errors import Forbidden, NotFound
from services.kit.events import publish
from services.kit.proposals import Proposing, Quoted
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, ShortText
from services.merchants.joining import merchants
from services.merchants.joining.identifiers import fault

queries = load_queries(__file__)

OfferStatus = Literal["proposed", "published", "rejected", "ended"]
TRANSITIONS: dict[OfferStatus, tuple[OfferStatus, ...]] = {
    "proposed": ("published", "rejected"),
    "published": ("ended",),
}
KIND = "publish_offer"
WHOLE = 10_000
"""Basis points."""


Funding = Literal["pot", "merchant"]


class NewOffer(Body, frozen=True, kw_only=True):
    """An offer as proposed: either for a kind of merchant (its tier) or for one merchant."""

    programme: ShortText
    funded_by: Funding = "pot"
    """Who bears it: the programme's pot, as a bonus, or the merchant, as a discount on its price."""
    bonus_basis_points: Annotated[int, Meta(ge=1, le=10_000)]
    bonus_minor_max: PositiveMinorUnits
    """The most that one payment earns, in the municipality's currency."""
    valid_from: date
    valid_until: date
    """The last day."""
    merchant_kind: MerchantKind | None = None
    merchant_id: UUID | None = None
    categories: Annotated[list[MerchantCategory], Meta(max_length=50)] = msgspec.field(default_factory=list)
    """What has to be bought (ISO 18245); none is all that the programme pays for."""
    areas: Annotated[list[Annotated[str, Meta(min_length=1, max_length=60)]], Meta(max_length=50)] = msgspec.field(
        default_factory=list
    )
    """Beginnings of the areas (postal codes, districts) of outlets; none is everywhere."""
    minimum_minor: MinorUnits = 0
    """The least that is bought of it at once."""
    household_month_minor_max: PositiveMinorUnits | None = None
    """The most that it gives a household in a month."""
    stacks: bool = False
    """Whether a bonus and a discount that both say so count together; else the one counts that gives more."""


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """An offer as it is now."""

    id: UUID
    programme: str
    bonus_basis_points: int
    bonus_minor_max: int
    currency: Currency
    valid_from: date
    valid_until: date
    merchant_kind: MerchantKind | None
    merchant_id: UUID | None
    funded_by: Funding
    categories: list[MerchantCategory]
    areas: list[str]
    minimum_minor: int
    household_month_minor_max: int | None
    stacks: bool
    status: OfferStatus
    proposal_id: UUID
    payload_hash: str
    proposed_at: datetime
    ended_at: datetime | None
    version: int


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which offers a list shows; of a merchant, those that are for it alone."""

    status: OfferStatus | None = None
    merchant_id: UUID | None = None
    after: UUID | None = None
    limit: int = 50


async def propose(transaction: Transaction, new: NewOffer) -> Offer:
    """Propose an offer; it gives nothing until a second person publishes it. Raises Malformed, NotFound, Forbidden."""
    check(new)
    if new.merchant_id is not None:
        await merchants.get(transaction, new.merchant_id)
    require_own(transaction, new.funded_by)
    offer_id, currency = uuid7(), transaction.municipality.currency
    payload = {**msgspec.to_builtins(new), "currency": currency}
    proposal = await proposals.propose(transaction, Proposing(kind=KIND, subject_id=offer_id, payload=payload))
    await transaction.execute(
        queries.insert_offer,
        offer_id,
        new.programme,
        new.bonus_basis_points,
        new.bonus_minor_max,
        currency,
        new.valid_from,
        new.valid_until,
        new.merchant_kind,
        new.merchant_id,
        proposal.id,
        proposal.payload_hash,
        transaction.now,
        new.funded_by,
        new.categories,
        new.areas,
        new.minimum_minor,
        new.household_month_minor_max,
        new.stacks,
    )
    return await get(transaction, offer_id)


def check(new: NewOffer) -> None:
    """Raise Malformed for an offer that contradicts itself."""
    if (new.merchant_kind is None) == (new.merchant_id is None):
        raise fault("/merchant_kind", "Name either a kind of merchant or one merchant.")
    if new.valid_until < new.valid_from:
        raise fault("/valid_until", "The last day comes before the first.")
    if new.funded_by == "merchant" and new.merchant_id is None:
        raise fault("/merchant_id", "A discount is one merchant's own: name it.")
    if new.funded_by == "merchant" and new.bonus_basis_points == WHOLE:
        raise fault("/bonus_basis_points", "A discount leaves something to pay.")


def require_own(transaction: Transaction, funded_by: Funding) -> None:
    """Raise Forbidden when a merchant would decide on public money."""
    if funded_by == "pot" and not merchants.sees_all(transaction):
        raise Forbidden("A merchant offers a discount on its own prices; a bonus is the municipality's.")


async def get(transaction: Transaction, offer_id: UUID) -> Offer:
    """Return an offer. Raises NotFound."""
    offer = await transaction.fetch_struct(Offer, queries.select_offer, offer_id)
    if offer is None:
        raise NotFound(f"There is no offer {offer_id}.")
    return offer


async def list_all(transaction: Transaction, wanted: Filter) -> list[Offer]:
    """Return the offers, in order of proposal; one more than the limit."""
    return await transaction.fetch_structs(
        Offer, queries.select_offers, wanted.status, wanted.merchant_id, wanted.after, wanted.limit + 1
    )


async def publish_offer(transaction: Transaction, offer_id: UUID, publishing: Quoted) -> Offer:
    """Confirm an offer as the second person; from its first day on, cards counts it.

    Raises SameActor, ProposalChanged, ProposalExpired, TransitionForbidden.
    """
    offer = await _take(transaction, offer_id)
    status = transition(TRANSITIONS, offer.status, "published")
    await proposals.approve(transaction, offer.proposal_id, payload_hash=publishing.payload_hash)
    await proposals.execute(transaction, offer.proposal_id, dict)
    await transaction.execute(queries.change_status, offer_id, status, None)
    await publish(
        transaction,
        OfferPublished(
            offer_id=offer_id,
            programme=offer.programme,
            bonus_basis_points=offer.bonus_basis_points,
            bonus_minor_max=offer.bonus_minor_max,
            currency=offer.currency,
            valid_from=offer.valid_from,
            valid_until=offer.valid_until,
            merchant_kind=offer.merchant_kind,
            merchant_id=offer.merchant_id,
            funded_by=offer.funded_by,
            categories=offer.categories,
            areas=offer.areas,
            minimum_minor=offer.minimum_minor,
            household_month_minor_max=offer.household_month_minor_max,
            stacks=offer.stacks,
        ),
    )
    return await get(transaction, offer_id)


async def reject(transaction: Transaction, offer_id: UUID) -> Offer:
    """Refuse a proposed offer; who proposed it may withdraw it so, and a merchant its own. Raises Forbidden."""
    offer = await _take(transaction, offer_id)
    await require_mine(transaction, offer)
    status = transition(TRANSITIONS, offer.status, "rejected")
    await proposals.reject(transaction, offer.proposal_id)
    await transaction.execute(queries.change_status, offer_id, status, None)
    return await get(transaction, offer_id)


async def end(transaction: Transaction, offer_id: UUID) -> Offer:
    """Stop an offer at once: what it would have given from now on stays where it is. Raises Forbidden."""
    offer = await _take(transaction, offer_id)
    await require_mine(transaction, offer)
    status = transition(TRANSITIONS, offer.status, "ended")
    await transaction.execute(queries.change_status, offer_id, status, transaction.now)
    await publish(transaction, OfferEnded(offer_id=offer_id))
    await audit.record(transaction, "offer_ended", object_type="offer", object_ids=[offer_id])
    return await get(transaction, offer_id)


async def require_mine(transaction: Transaction, offer: Offer) -> None:
    """Raise Forbidden for a merchant's owner when it is no discount, and NotFound when it is another merchant's."""
    require_own(transaction, offer.funded_by)
    if offer.merchant_id is not None:
        await merchants.get(transaction, offer.merchant_id)


async def _take(transaction: Transaction, offer_id: UUID) -> Offer:
    await transaction.execute(queries.lock_offer, offer_id)
    return await get(transaction, offer_id)
