"""At the card desk: what is confirmed before it is done, and PINs that two people unlock."""

from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.clients import cards, desk
from services.console.clients.registry import households
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


ROUTES = [confirm, propose_unlock, list_unlocks, answer_unlock]
