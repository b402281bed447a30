"""Offer previews: what offers would give on a basket, before anybody buys or proposes anything."""

from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from services.cards.payments import offer_previews
from services.cards.payments.offer_previews import OfferPreview, Previewed
from services.kit.auth import requires
from services.kit.db import Transaction

ASKING = ("merchant_officer", "merchant_owner", "programme_manager", "finance_officer", "finance_approver")


@post("/offer-previews", status_code=200, guards=[requires(*ASKING)], tags=["offers"])
async def preview_offers(data: JSONBody[OfferPreview], transaction: NamedDependency[Transaction]) -> Previewed:
    """Tell what the offers that run at a shop, and a draft of one more, would give on a basket."""
    return await offer_previews.preview(transaction, data)


ROUTES = [preview_offers]
