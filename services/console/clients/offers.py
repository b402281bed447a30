"""merchants: offers, which two people publish and either stops."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, fetch, send
from services.console.clients.merchants import SERVICE, Kind


class NewOffer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A bonus from a programme's pot."""

    programme: str
    bonus_basis_points: int
    bonus_minor_max: int
    valid_from: date
    valid_until: date
    merchant_kind: Kind | None = None
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
    funded_by: str
    categories: list[str]
    areas: list[str]
    minimum_minor: int
    household_month_minor_max: int | None
    status: str
    payload_hash: str


async def list_offers(caller: Caller, cursor: str | None = None) -> Listed[Offer]:
    """Return offers in order of proposal."""
    return await fetch(caller, SERVICE, "/offers", Listed[Offer], cursor=cursor)


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
