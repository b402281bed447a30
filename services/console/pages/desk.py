"""At the card desk: what is confirmed before it is done, PINs that two people unlock, telephones, statements."""

from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.clients import cards, desk
from services.console.clients.registry import households
from services.console.pages.books import Month
from services.console.pages.cards import PURPOSE, REASONS, RECOGNISED
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, page

DESK: Final = page_for("card_desk")
BOTH: Final = page_for("card_desk", "supervisor")


class Unlocking(msgspec.Struct, frozen=True, kw_only=True):
    """How the holder was recognised from afar."""

    recognised_by: str


@get("/cards/{card_id:uuid}/confirm/{step:str}", guards=[DESK])
async def confirm(
    view: NamedDependency[View], card_id: FromPath[UUID], step: FromPath[Literal["stop", "replace"]]
) -> Response[Any]:
    """Say what will happen, to whose card, before a step that cannot be taken back."""
    card = await cards.read_card(view.caller, card_id)
    holder = await households.read_person(view.caller, card.holder_id, PURPOSE)
    return page(view, "card_confirm.html", card=card, holder=holder, step=step, reasons=REASONS)


@post("/cards/{card_id:uuid}/unlocking", guards=[DESK])
@shown_again
async def propose_unlock(form: NamedDependency[Form], card_id: FromPath[UUID]) -> Response[Any]:
    """Propose to give a blocked PIN its tries back; somebody else has to agree."""
    await desk.propose_unlock(form.view.caller, card_id, form.read(Unlocking).recognised_by, form.key)
    return go("/unlocks")


@get("/unlocks", guards=[BOTH])
async def list_unlocks(view: NamedDependency[View]) -> Response[Any]:
    """Show the PINs that wait for a second person."""
    return page(view, "unlocks.html", waiting=await desk.list_unlocks(view.caller), recognised=RECOGNISED)


@post("/unlocks/{proposal_id:uuid}/{answer:str}", guards=[BOTH])
@shown_again
async def answer_unlock(
    form: NamedDependency[Form], proposal_id: FromPath[UUID], answer: FromPath[Literal["approve", "reject"]]
) -> Response[Any]:
    """Agree, or refuse."""
    await desk.answer_unlock(form.view.caller, proposal_id, answer, payload_hash=form.text("hash"), key=form.key)
    return go("/unlocks")


@post("/cards/{card_id:uuid}/phone-code", guards=[DESK], status_code=200)
@shown_again
async def give_phone_code(form: NamedDependency[Form], state: State, card_id: FromPath[UUID]) -> Response[Any]:
    """Show the code by which the holder adds a telephone; it is shown this once."""
    code, phone = (
        await desk.give_phone_code(form.view.caller, card_id),
        f"{state.settings.public_url.rstrip('/')}/phone",
    )
    return page(form.view, "phone_code.html", code=code, card_id=card_id, phone=phone)


@post("/cards/{card_id:uuid}/phones/{phone_id:uuid}/remove", guards=[DESK])
@shown_again
async def remove_phone(form: NamedDependency[Form], card_id: FromPath[UUID], phone_id: FromPath[UUID]) -> Response[Any]:
    """Let a telephone pay no more."""
    await desk.remove_phone(form.view.caller, phone_id, form.key)
    return go(f"/cards/{card_id}")


@post("/wallets/{wallet_id:uuid}/statements", guards=[DESK])
@shown_again
async def order_statement(form: NamedDependency[Form], wallet_id: FromPath[UUID]) -> Response[Any]:
    """Order a month's statement on paper, and show the letters, among which it waits."""
    await desk.order_statement(form.view.caller, wallet_id, form.read(Month).first(), form.key)
    return go("/letters")


ROUTES = [
    confirm, propose_unlock, list_unlocks, answer_unlock, give_phone_code, remove_phone, order_statement,
]  # fmt: skip
