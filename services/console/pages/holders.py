"""What somebody who holds a card sees of it without staff: the balance, until when, each purchase and its reasons."""

import asyncio
from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console import card_codes, card_sign_in, sessions, tokens
from services.console.card_sign_in import CardAttempt, digits
from services.console.choices import OBJECTIONS
from services.console.clients import directory, holders
from services.console.clients.caller import Caller
from services.console.clients.holders import PinChange, Step
from services.console.clients.services import optional
from services.console.formats import LATIN_DIGITS
from services.console.pages.cookies import with_cookie
from services.console.pages.figures import tenant_of
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import anyone, page_for
from services.console.pages.tokens import address_of
from services.console.pages.view import View, issued_token, page
from services.kit.clock import wall_time
from services.kit.db import Transaction
from services.kit.settings import Municipality

PURCHASES: Final = 20
"""How many purchases stand on one page."""


@get("/my-card/sign-in", guards=[anyone])
async def show_card_sign_in(
    view: NamedDependency[View], state: State, municipality: FromQuery[str] = "", letter: FromQuery[bool] = False
) -> Response[Any]:
    """Ask for the number on the card and the PIN, or a letter's code; for the municipality where there are several."""
    tenants = list(state.settings.municipalities.values())
    shown = {"tenants": tenants, "chosen": municipality, "letter": letter}
    return go("/my-card") if view.session else page(view, "card_sign_in.html", **shown)


@post("/my-card/sign-in", guards=[anyone])
@shown_again
async def sign_in_with_card(form: NamedDependency[Form], state: State) -> Response[Any]:
    """Begin a session for the holder of the card."""
    tenant = tenant_of(state, form.text("municipality"))
    caller = for_console(form.view, state, tenant)
    attempt = attempt_of(form, tenant)
    holder_id = await card_sign_in.check_card(state.database, state.settings.keyring["forms"], caller, attempt)
    return await begin(state, tenant, holder_id)


async def begin(state: State, tenant: Municipality, holder_id: UUID) -> Response[Any]:
    """Begin the session of somebody who has shown a card."""
    secret = await sessions.start_for_holder(state.database, tenant.id, holder_id, wall_time())
    return with_cookie(go("/my-card"), state.settings, secret)


@get("/my-card", guards=[page_for("holder")])
async def show_own_card(view: NamedDependency[View], transaction: NamedDependency[Transaction]) -> Response[Any]:
    """Show what can be spent, until when, the cards with what can be done with each, and a code that was made."""
    wallets, cards, phones = await asyncio.gather(
        holders.list_wallets(view.caller), holders.list_cards(view.caller), holders.list_phones(view.caller)
    )
    told = await card_codes.find(transaction, wall_time())
    return page(view, "my_card.html", wallets=wallets, cards=cards, phones=phones, told=told)


@post("/my-card/{card_id:uuid}/pin", guards=[page_for("holder")])
@shown_again
async def change_own_pin(form: NamedDependency[Form], card_id: FromPath[UUID]) -> Response[Any]:
    """Change the PIN of an own card."""
    change = PinChange(pin=digits(form.text("pin")), new_pin=digits(form.text("new_pin")))
    await holders.change_pin(form.view.caller, card_id, change)
    return go("/my-card")


@post("/my-card/{card_id:uuid}/{step:str}", guards=[page_for("holder")])
@shown_again
async def change_own_card(form: NamedDependency[Form], card_id: FromPath[UUID], step: FromPath[Step]) -> Response[Any]:
    """Pause a card, or let it pay again."""
    await holders.change_card(form.view.caller, card_id, step, form.key)
    return go("/my-card")


@post("/my-card/{card_id:uuid}/phones/{phone_id:uuid}/remove", guards=[page_for("holder")])
@shown_again
async def remove_own_phone(
    form: NamedDependency[Form], card_id: FromPath[UUID], phone_id: FromPath[UUID]
) -> Response[Any]:
    """Let a telephone that was lost or given away pay no more; the card pays on."""
    await holders.remove_phone(form.view.caller, phone_id, form.key)
    return go(f"/my-card#card-{card_id}")


@get("/my-purchases", guards=[page_for("holder")])
async def list_own_purchases(view: NamedDependency[View], cursor: FromQuery[str | None] = None) -> Response[Any]:
    """Show the own purchases, newest first, each with its reasons."""
    listed = await holders.list_purchases(view.caller, cursor, PURCHASES)
    shops = await shop_names(view, {purchase.merchant_id for purchase in listed.items})
    return page(view, "my_purchases.html", listed=listed, shops=shops, reasons=OBJECTIONS)


async def shop_names(view: View, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of these shops; they are shown by the ends of their ids when merchants is away."""
    assert view.municipality is not None
    return (await optional(directory.name_shops(view.caller, view.municipality.slug, ids)) if ids else None) or {}


def attempt_of(form: Form, tenant: Municipality) -> CardAttempt:
    """Return the try to sign in that a form holds: a PIN in any figures, or the code of a letter."""
    return CardAttempt(
        municipality_id=tenant.id,
        number=digits(form.text("number")),
        secret=form.text("code").translate(LATIN_DIGITS) or digits(form.text("pin")),
        address=address_of(form.view.request),
        now=wall_time(),
    )


def for_console(view: View, state: State, tenant: Municipality) -> Caller:
    """Return a caller that asks in the console's own name, before it is known who visits."""
    token = issued_token(state, tokens.for_console(tenant.id))
    return Caller(http=view.caller.http, peers=view.caller.peers, token=token, headers=view.caller.headers)


ROUTES = [
    show_card_sign_in, sign_in_with_card, show_own_card, change_own_pin, change_own_card, remove_own_phone,
    list_own_purchases,
]  # fmt: skip
