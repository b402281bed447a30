"""Offers: a bonus that two people agree to, a shop's own discount; tried on a basket, and what it has brought."""

from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console.choices import CATEGORIES, KINDS, PROGRAMMES
from services.console.clients import merchants, offers
from services.console.clients.merchants import Kind
from services.console.clients.offers import Asked, NewOffer, Previewed
from services.console.clients.services import optional
from services.console.pages.forms import Form, go, keep_typed, shown_again
from services.console.pages.guards import page_for
from services.console.pages.merchants import JOINING
from services.console.pages.view import View, page

OFFERING: Final = page_for("merchant_officer", "programme_manager")
PROPOSING: Final = page_for("merchant_officer", "programme_manager", "merchant_owner")


class OfferForm(msgspec.Struct, frozen=True, kw_only=True):
    """An offer as it is typed: in whole percent."""

    programme: str
    percent: int
    bonus_max_minor: int
    valid_from: date
    valid_until: date
    funded_by: Literal["pot", "merchant"] = "pot"
    merchant_kind: Kind | None = None
    merchant_id: UUID | None = None
    categories: list[str] = msgspec.field(default_factory=list)
    area: str | None = None
    least_minor: int = 0
    month_max_minor: int | None = None
    stacks: bool = False

    def offer(self) -> NewOffer:
        """Return what the service is asked; a percent is a hundred basis points."""
        values = msgspec.to_builtins(self)
        terms = {
            "bonus_basis_points": self.percent * 100,
            "bonus_minor_max": self.bonus_max_minor,
            "areas": [self.area] if self.area else [],
            "minimum_minor": self.least_minor,
            "household_month_minor_max": self.month_max_minor,
        }
        return msgspec.convert(values | terms, NewOffer, strict=False)


@get("/offers", guards=[OFFERING])
async def list_offers(view: NamedDependency[View], cursor: FromQuery[str | None] = None) -> Response[Any]:
    """Show offers and the form to propose one."""
    listed = await offers.list_offers(view.caller, cursor)
    return page(view, "offers.html", listed=listed, merchant=None, kinds=KINDS, **chosen(view))


@get("/merchants/{merchant_id:uuid}/offers", guards=[JOINING])
async def list_discounts(
    view: NamedDependency[View], merchant_id: FromPath[UUID], cursor: FromQuery[str | None] = None
) -> Response[Any]:
    """Show a shop's own discounts and the form to propose one."""
    merchant = await merchants.read_merchant(view.caller, merchant_id)
    listed = await offers.list_offers(view.caller, cursor, merchant_id=merchant_id)
    return page(view, "offers.html", listed=listed, merchant=merchant, kinds=KINDS, **chosen(view))


def chosen(view: View) -> dict[str, Any]:
    """Return what can be chosen in forms about offers."""
    return {"categories": CATEGORIES, "programmes": PROGRAMMES.get(view.currency, {})}


@post("/offers", guards=[PROPOSING])
@shown_again
async def propose_offer(form: NamedDependency[Form]) -> Response[Any]:
    """Propose a bonus or a discount."""
    offer = await offers.propose_offer(form.view.caller, form.read(OfferForm).offer(), form.key)
    return go(f"/offers/{offer.id}")


@get("/offers/{offer_id:uuid}", guards=[PROPOSING])
async def show_offer(view: NamedDependency[View], offer_id: FromPath[UUID]) -> Response[Any]:
    """Show an offer, what it has brought so far, and a basket to try it on."""
    return await offer_page(view, offer_id, None)


@post("/offers/{offer_id:uuid}/preview", guards=[PROPOSING], status_code=200)
@shown_again
async def preview_offer(form: NamedDependency[Form], offer_id: FromPath[UUID]) -> Response[Any]:
    """Show what would be paid of a basket; nothing is kept of it."""
    offer = await offers.read_offer(form.view.caller, offer_id)
    keep_typed(form)
    return await offer_page(form.view, offer_id, await offers.preview(form.view.caller, offer, form.read(Asked)))


async def offer_page(view: View, offer_id: UUID, previewed: Previewed | None) -> Response[Any]:
    """Return the page of an offer; with what a basket would cost where one was tried."""
    offer = await offers.read_offer(view.caller, offer_id)
    effect = await optional(offers.read_effect(view.caller, offer_id))
    listed = await optional(merchants.list_merchants(view.caller, status="accepted"))
    shops = [each for each in (listed.items if listed else []) if offer.merchant_id in {None, each.id}]
    return page(view, "offer.html", offer=offer, effect=effect, shops=shops, previewed=previewed, **chosen(view))


@post("/offers/{offer_id:uuid}/{answer:str}", guards=[PROPOSING])
@shown_again
async def answer_offer(
    form: NamedDependency[Form], offer_id: FromPath[UUID], answer: FromPath[Literal["publish", "reject", "end"]]
) -> Response[Any]:
    """Publish an offer that somebody else has proposed, refuse it, or stop one at once."""
    await offers.answer_offer(form.view.caller, offer_id, answer, payload_hash=form.text("hash"), key=form.key)
    return go(form.text("_page"))


ROUTES = [list_offers, list_discounts, propose_offer, show_offer, preview_offer, answer_offer]
