"""Offers: proposed by one person, published by another, ended by either; a merchant proposes and ends own discounts."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.proposals import Quoted
from services.kit.web import Limit, Page, decode_cursor, page
from services.merchants.http.merchants import READING
from services.merchants.selling import offer_effects, offers
from services.merchants.selling.offer_effects import Effect
from services.merchants.selling.offers import Filter, NewOffer, Offer, OfferStatus

OFFERING = ("merchant_officer", "programme_manager")
PROPOSING = (*OFFERING, "merchant_owner")


@post("/offers", guards=[requires(*PROPOSING)], tags=["offers"])
@idempotent(offers.get)
async def propose_offer(data: JSONBody[NewOffer], transaction: NamedDependency[Transaction]) -> Offer:
    """Propose a bonus of a programme's pot or a merchant's discount; it counts when a second person publishes it."""
    return await offers.propose(transaction, data)


@get("/offers", guards=[requires(*READING)], tags=["offers"])
async def list_offers(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    status: FromQuery[OfferStatus | None] = None,
    merchant_id: FromQuery[UUID | None] = None,
) -> Page[Offer]:
    """Return the offers, in order of proposal; of a merchant, those that are for it alone."""
    wanted = Filter(status=status, merchant_id=merchant_id, after=decode_cursor(cursor), limit=limit)
    return page(await offers.list_all(transaction, wanted), limit)


@get("/offers/{offer_id:uuid}", guards=[requires(*READING)], tags=["offers"])
async def read_offer(transaction: NamedDependency[Transaction], offer_id: FromPath[UUID]) -> Offer:
    """Return an offer."""
    return await offers.get(transaction, offer_id)


@get("/offers/{offer_id:uuid}/effect", guards=[requires(*READING)], tags=["offers"])
async def read_effect(transaction: NamedDependency[Transaction], offer_id: FromPath[UUID]) -> Effect:
    """Return what an offer has given so far, and what its merchants sold with it and as long before it."""
    return await offer_effects.tell(transaction, offer_id)


@post("/offers/{offer_id:uuid}/publish", guards=[requires(*OFFERING)], tags=["offers"])
@idempotent(offers.get)
async def publish_offer(
    data: JSONBody[Quoted], transaction: NamedDependency[Transaction], offer_id: FromPath[UUID]
) -> Offer:
    """Confirm an offer that somebody else has proposed, quoting its hash."""
    return await offers.publish_offer(transaction, offer_id, data)


@post("/offers/{offer_id:uuid}/reject", guards=[requires(*PROPOSING)], tags=["offers"])
@idempotent(offers.get)
async def reject_offer(transaction: NamedDependency[Transaction], offer_id: FromPath[UUID]) -> Offer:
    """Refuse a proposed offer, or withdraw an own one."""
    return await offers.reject(transaction, offer_id)


@post("/offers/{offer_id:uuid}/end", guards=[requires(*PROPOSING)], tags=["offers"])
@idempotent(offers.get)
async def end_offer(transaction: NamedDependency[Transaction], offer_id: FromPath[UUID]) -> Offer:
    """Stop an offer at once."""
    return await offers.end(transaction, offer_id)


ROUTES = [propose_offer, list_offers, read_offer, read_effect, publish_offer, reject_offer, end_offer]
