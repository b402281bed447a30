"""merchants: offers, which two people publish and either stops; cards: what they would give on a basket."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, fetch, send
from services.console.clients.merchants import SERVICE, Kind


class NewOffer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A bonus from a programme's pot, or a shop's discount on its own prices."""

    programme: str
    bonus_basis_points: int
    bonus_minor_max: int
    valid_from: date
    valid_until: date
    funded_by: Literal["pot", "merchant"] = "pot"
    merchant_kind: Kind | None = None
    merchant_id: UUID | None = None
    categories: list[str] = msgspec.field(default_factory=list)
    areas: list[str] = msgspec.field(default_factory=list)
    minimum_minor: int = 0
    household_month_minor_max: int | None = None
    stacks: bool = False


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A bonus, proposed or in force."""

    id: UUID
    programme: str
    bonus_basis_points: int
    bonus_minor_max: int
    currency: str
    valid_from: date
    valid_until: date
    merchant_kind: str | None
    merchant_id: UUID | None
    funded_by: str
    categories: list[str]
    areas: list[str]
    minimum_minor: int
    household_month_minor_max: int | None
    stacks: bool
    status: str
    payload_hash: str


class Sold(msgspec.Struct, frozen=True, kw_only=True):
    """What shops sold on cards in a period."""

    first_day: date
    last_day: date
    payments_count: int
    sales_minor: int


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What an offer has given so far, and what its shops sold beside it."""

    currency: str
    payments_count: int
    merchants_count: int
    sales_minor: int
    given_minor: int
    during: Sold
    before: Sold


class BasketLine(msgspec.Struct, frozen=True, kw_only=True):
    """What would be bought of one category."""

    category: str
    amount_minor: int


class Asked(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A basket at a shop."""

    merchant_id: UUID
    area: str | None = None
    basket: list[BasketLine]


class Weighed(msgspec.Struct, frozen=True, kw_only=True):
    """What one offer alone would give, and whether it counts; None is the one that is not published yet."""

    offer_id: UUID | None
    funded_by: str
    worth_minor: int
    counts: bool


class Previewed(msgspec.Struct, frozen=True, kw_only=True):
    """Who would pay what of a basket."""

    currency: str
    requested_minor: int
    discount_minor: int
    amount_minor: int
    bonus_minor: int
    remainder_minor: int
    offers: list[Weighed]


async def list_offers(caller: Caller, cursor: str | None = None, *, merchant_id: UUID | None = None) -> Listed[Offer]:
    """Return offers in order of proposal: all, or those of one shop alone."""
    return await fetch(caller, SERVICE, "/offers", Listed[Offer], cursor=cursor, merchant_id=merchant_id)


async def read_offer(caller: Caller, offer_id: UUID) -> Offer:
    """Return an offer."""
    return await fetch(caller, SERVICE, f"/offers/{offer_id}", Offer)


async def read_effect(caller: Caller, offer_id: UUID) -> Effect:
    """Return what an offer has given so far."""
    return await fetch(caller, SERVICE, f"/offers/{offer_id}/effect", Effect)


async def preview(caller: Caller, offer: Offer, asked: Asked) -> Previewed:
    """Return what the offers that run would give on a basket, and this one too where nobody has published it yet."""
    body: dict[str, Any] = {**msgspec.to_builtins(asked), "programme": offer.programme}
    if offer.status == "proposed":
        names = (
            "funded_by", "bonus_basis_points", "bonus_minor_max", "categories", "minimum_minor",
            "household_month_minor_max", "stacks",
        )  # fmt: skip
        draft = {name: getattr(offer, name) for name in names}
        body["draft"] = {name: value for name, value in draft.items() if value is not None}
    return await send(caller, "cards", Command(path="/offer-previews", body=body), Previewed)


async def propose_offer(caller: Caller, offer: NewOffer, key: str) -> Offer:
    """Propose a bonus."""
    return await send(caller, SERVICE, Command(path="/offers", body=offer, key=key), Offer)


async def answer_offer(
    caller: Caller, offer_id: UUID, answer: Literal["publish", "reject", "end"], *, payload_hash: str, key: str
) -> Offer:
    """Publish an offer that somebody else has proposed, refuse it, or stop one that runs."""
    path = f"/offers/{offer_id}/{answer}"
    body = {"payload_hash": payload_hash} if answer == "publish" else None
    return await send(caller, SERVICE, Command(path=path, body=body, key=key), Offer)
