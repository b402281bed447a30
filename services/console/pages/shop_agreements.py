"""A shop's agreement with the municipality: made, read as a PDF, signed by its owner or on paper, taken back."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.clients import merchants, shop_agreements
from services.console.clients.shop_agreements import Language
from services.console.languages import NAMES
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.merchants import JOINING, OFFICE
from services.console.pages.shopkeeping import today_of
from services.console.pages.view import View, page
from services.kit.files import PDF


class Offering(msgspec.Struct, frozen=True, kw_only=True):
    """In which language the agreement is made."""

    language: Language


class Signing(msgspec.Struct, frozen=True, kw_only=True):
    """That the paper with this hash was read; the day is given where it was signed on paper."""

    sha256: str
    read: Literal["yes"]
    signed_on: date | None = None


@get("/merchants/{merchant_id:uuid}/agreement", guards=[JOINING])
async def show_agreements(view: NamedDependency[View], merchant_id: FromPath[UUID]) -> Response[Any]:
    """Show what a shop has signed or is to sign, the newest first."""
    merchant = await merchants.read_merchant(view.caller, merchant_id)
    listed = await shop_agreements.list_agreements(view.caller, merchant_id)
    return page(view, "shop_agreement.html", merchant=merchant, listed=listed, names=NAMES)


@post("/merchants/{merchant_id:uuid}/agreement", guards=[JOINING])
@shown_again
async def offer_agreement(form: NamedDependency[Form], merchant_id: FromPath[UUID]) -> Response[Any]:
    """Have the agreement in force made in a language."""
    await shop_agreements.offer(form.view.caller, merchant_id, form.read(Offering).language, form.key)
    return go(f"/merchants/{merchant_id}/agreement")


@get("/merchants/{merchant_id:uuid}/agreement/{agreement_id:uuid}", guards=[JOINING])
async def open_agreement(
    view: NamedDependency[View], merchant_id: FromPath[UUID], agreement_id: FromPath[UUID]
) -> Response[Any]:
    """Show the paper itself, in the browser's own reader: it is ours, and it has to be read before it is signed."""
    file = await shop_agreements.open_paper(view.caller, agreement_id)
    shown = {"Content-Disposition": f'inline; filename="agreement-{merchant_id}.pdf"'}
    return Response(file.content, media_type=PDF, headers=shown | {"X-Content-Type-Options": "nosniff"})


@post("/merchants/{merchant_id:uuid}/agreement/{agreement_id:uuid}/sign", guards=[JOINING])
@shown_again
async def sign_agreement(
    form: NamedDependency[Form], merchant_id: FromPath[UUID], agreement_id: FromPath[UUID]
) -> Response[Any]:
    """Sign it today, or note the day on which the printed paper was signed."""
    read = form.read(Signing)
    signing = shop_agreements.Signing(sha256=read.sha256, signed_on=read.signed_on or today_of(form.view))
    await shop_agreements.sign(form.view.caller, agreement_id, signing, form.key)
    return go(f"/merchants/{merchant_id}/agreement")


@post("/merchants/{merchant_id:uuid}/agreement/{agreement_id:uuid}/withdraw", guards=[OFFICE])
@shown_again
async def withdraw_agreement(
    form: NamedDependency[Form], merchant_id: FromPath[UUID], agreement_id: FromPath[UUID]
) -> Response[Any]:
    """Take back an agreement that nobody has signed."""
    await shop_agreements.withdraw(form.view.caller, agreement_id, form.key)
    return go(f"/merchants/{merchant_id}/agreement")


ROUTES = [show_agreements, offer_agreement, open_agreement, sign_agreement, withdraw_agreement]
