"""The card on a phone: a page that shows a new code every half minute, and pays what a till shows.

Its key never leaves the browser (docs/guides/phone-code.md); a code of it, and the PIN, prove who asks. It opens and
shows its code without a network too: the till has one. No cookie counts here, and nobody is signed in.
"""

from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.console import tokens
from services.console.clients import directory, phones
from services.console.clients.caller import Caller
from services.console.clients.phones import AskedSale, CodeRead, NewPhone, Phone, PhonePurchase, PhoneReceipt
from services.console.clients.services import optional
from services.console.languages import mark
from services.console.pages import apps
from services.console.pages.apps import Manifest
from services.console.pages.figures import tenant_of
from services.console.pages.guards import anyone
from services.console.pages.relay import from_own_page
from services.console.pages.view import AnyRequest, View, issued_token, provide_view
from services.kit.auth import public

PATH: Final = "/phone"
FOLDER: Final = "phone"
NAME: Final = mark("My card")


class SaleShown(msgspec.Struct, frozen=True, kw_only=True):
    """What the phone shows before its holder agrees. Without a shop's name the page says that it is not known."""

    shop: str | None
    asked: AskedSale


@get("/phone", guards=[anyone])
async def show_phone(view: NamedDependency[View], state: State, municipality: FromQuery[str] = "") -> Response[Any]:
    """Show the card on a phone."""
    tenants = list(state.settings.municipalities.values())
    return apps.app_page(view, FOLDER, tenants=tenants, chosen=municipality)


@get("/phone/manifest.webmanifest", guards=[anyone], media_type="application/manifest+json")
async def read_phone_manifest(view: NamedDependency[View]) -> Manifest:
    """Return what the installed card is called."""
    return apps.manifest(view, PATH, NAME)


@get("/phone/worker.js", guards=[public], include_in_schema=False)
async def read_phone_worker() -> Response[bytes]:
    """Return the card's service worker."""
    return apps.worker(PATH, FOLDER)


@post("/phone/{municipality:str}/keys", guards=[public, from_own_page], include_in_schema=False)
async def add_phone(data: JSONBody[NewPhone], request: AnyRequest, state: State, municipality: FromPath[str]) -> Phone:
    """Add the phone that has made this key."""
    return await phones.add(await console_of(request, state, municipality), data)


@post("/phone/{municipality:str}/readings", guards=[public, from_own_page], include_in_schema=False)
async def read_sale(
    data: JSONBody[CodeRead], request: AnyRequest, state: State, municipality: FromPath[str]
) -> SaleShown:
    """Return what a till asks for, and whose till it is."""
    caller = await console_of(request, state, municipality)
    asked = await phones.read_sale(caller, data)
    names = await optional(directory.name_shops(caller, municipality, [asked.merchant_id])) or {}
    return SaleShown(shop=names.get(asked.merchant_id), asked=asked)


@post("/phone/{municipality:str}/purchases", guards=[public, from_own_page], include_in_schema=False)
async def pay_sale(
    data: JSONBody[PhonePurchase], request: AnyRequest, state: State, municipality: FromPath[str]
) -> PhoneReceipt:
    """Pay what a till asks for."""
    return await phones.pay(await console_of(request, state, municipality), data)


async def console_of(request: AnyRequest, state: State, municipality: str) -> Caller:
    """Return a caller that asks in the console's own name at a tenant. Raises NotFound."""
    view = await provide_view(request, state)
    token = issued_token(state, tokens.for_console(tenant_of(state, municipality).id))
    return msgspec.structs.replace(view.caller, token=token)


PAGES = [show_phone, read_phone_manifest]
ROUTES = [read_phone_worker, add_phone, read_sale, pay_sale]
