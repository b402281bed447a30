"""The card desk: print, hand over, PIN, stop, replace. Balance and expiry are shown, never where money was spent."""

import asyncio
from pathlib import Path
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console import card_codes
from services.console.card_codes import CardCode, CardOf
from services.console.choices import IDENTIFIERS
from services.console.clients import cards, desk
from services.console.clients.registry import households
from services.console.clients.registry.households import Identifier
from services.console.languages import mark
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.view import View, letter, municipality_name, page
from services.kit import pdf
from services.kit.clock import wall_time
from services.kit.db import Transaction

PAPER: Final = Path(__file__).parents[1] / "paper" / "card.typ"
TABS: Final = {
    "ordered": mark("To print"),
    "issued": mark("Handed over"),
    "active": mark("Active"),
    "blocked": mark("Blocked"),
    "": mark("All"),
}
REASONS: Final = {
    "blocked": mark("as a precaution"),
    "lost": mark("it was lost"),
    "stolen": mark("it was stolen"),
    "closed": mark("it is no longer needed"),
}
RECOGNISED: Final = {
    "called_back": mark("we called back on the telephone that we know"),
    "answered_questions": mark("they answered questions about their file"),
    "another_office": mark("another office knows them"),
    "guardian": mark("by their guardian"),
}
"""How somebody who is not at the desk is recognised."""
PURPOSE: Final = "card_desk"

Step = Literal["hand-over", "pin", "stop", "replace"]


@get("/cards", guards=[page_for("card_desk")])
async def list_cards(
    view: NamedDependency[View], status: FromQuery[str] = "ordered", cursor: FromQuery[str | None] = None
) -> Response[Any]:
    """Show cards by state, and the form to find somebody's."""
    assert view.municipality is not None
    listed = await cards.list_cards(view.caller, status=status or None, cursor=cursor)
    numbers = IDENTIFIERS[view.municipality.country]
    names = await households.read_names(view.caller, [card.holder_id for card in listed.items], PURPOSE)
    return page(view, "cards.html", listed=listed, names=names, tabs=TABS, status=status, numbers=numbers)


@post("/cards/find", guards=[page_for("card_desk")])
@shown_again
async def find_cards(form: NamedDependency[Form]) -> Response[Any]:
    """Show the cards of the person who has a number; the number stands in no address."""
    holder_id = await households.look_up(form.view.caller, form.read(Identifier))
    return go(f"/holders/{holder_id}")


@get("/holders/{holder_id:uuid}", guards=[page_for("card_desk")])
async def show_holder(view: NamedDependency[View], holder_id: FromPath[UUID]) -> Response[Any]:
    """Show the cards of one person."""
    person, listed = await asyncio.gather(
        households.read_person(view.caller, holder_id, PURPOSE), cards.list_cards(view.caller, holder_id=holder_id)
    )
    return page(view, "holder.html", person=person, listed=listed)


@get("/cards/{card_id:uuid}", guards=[page_for("card_desk")])
async def show_card(view: NamedDependency[View], card_id: FromPath[UUID]) -> Response[Any]:
    """Show a card, its holder and its balance, and what can be done with it."""
    card = await cards.read_card(view.caller, card_id)
    holder, wallet, phones = await asyncio.gather(
        households.read_person(view.caller, card.holder_id, PURPOSE),
        cards.read_wallet(view.caller, card.wallet_id),
        desk.list_phones(view.caller, card_id),
    )
    return page(view, "card.html", card=card, holder=holder, wallet=wallet, recognised=RECOGNISED, phones=phones)


@post("/cards/{card_id:uuid}/print", guards=[page_for("card_desk")], status_code=200)
@shown_again
async def print_card(form: NamedDependency[Form], card_id: FromPath[UUID]) -> Response[Any]:
    """Return the card as a PDF to print; an earlier print becomes void."""
    paper = await paper_of(form.view, card_id)
    headers = {"Content-Disposition": f'attachment; filename="card-{str(card_id)[-8:]}.pdf"'}
    return Response(paper, media_type="application/pdf", headers=headers)


@post("/cards/{card_id:uuid}/sign-in-code", guards=[page_for("card_desk")])
@shown_again
async def make_code(
    form: NamedDependency[Form], transaction: NamedDependency[Transaction], state: State, card_id: FromPath[UUID]
) -> Response[Any]:
    """Make a code with which the holder sees the own card without the PIN, and show it this once as a letter."""
    card = await cards.read_card(form.view.caller, card_id)
    holder = await households.read_person(form.view.caller, card.holder_id, PURPOSE)
    of = form.take(msgspec.to_builtins(card), CardOf)
    made = await card_codes.make(transaction, state.settings.keyring["forms"], of, wall_time())
    return written(form.view, card, holder, made)


@post("/cards/{card_id:uuid}/{step:str}", guards=[page_for("card_desk")])
@shown_again
async def change_card(form: NamedDependency[Form], card_id: FromPath[UUID], step: FromPath[Step]) -> Response[Any]:
    """Hand a card over, set its PIN, stop or replace it, and show the card that there is then."""
    body = {name: form.text(name) for name in ("pin", "reason") if form.text(name)} or None
    card = await cards.change_card(form.view.caller, card_id, step, form=(form.key, form.version), body=body)
    return go(f"/cards/{card.id}")


def written(view: View, card: cards.Card, holder: households.Person, made: CardCode) -> Response[Any]:
    """Return the page with the letter that is handed over: in the language of the holder."""
    paper = letter(view, "card_code_letter.html", language=holder.language, holder=holder, made=made)
    return page(view, "card_code.html", card=card, letter=paper)


async def paper_of(view: View, card_id: UUID) -> bytes:
    """Return the printed card: the holder's name, the tenant, the QR, and no programme."""
    assert view.municipality is not None
    card = await cards.read_card(view.caller, card_id)
    holder = await households.read_person(view.caller, card.holder_id, PURPOSE)
    printed = await cards.print_card(view.caller, card_id)
    language = view.municipality.language
    content = {
        "language": language,
        "municipality": municipality_name(view.municipality, language),
        "holder": holder.name,
        "number": " ".join(printed.number[place : place + 4] for place in range(0, 12, 4)),
        "qr": pdf.qr_svg(printed.token),
    }
    return await pdf.render(PAPER, content)


ROUTES = [list_cards, find_cards, show_holder, show_card, print_card, make_code, change_card]
