"""Top-ups: a one-off payment to the rights that a decision names, calculated here and then approved as any run."""

import re
from collections.abc import Sequence
from typing import Any, Final, Never
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency

from services.console import formats, languages
from services.console.choices import PROGRAMMES
from services.console.clients import budget_lines, cards
from services.console.clients.budget_lines import NewTopUp, TopUpLine
from services.console.clients.caller import ServiceRefused
from services.console.languages import mark
from services.console.pages.finance import OFFICER, MonthTyped, first_of
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.view import View, page
from services.kit.errors import Fault, Malformed

ROW: Final = re.compile(r"\s*(?P<right>[0-9a-fA-F-]{36})[\s;,]+(?P<amount>\S.*?)\s*")
"""A right's number and an amount, as they come out of a table: with a tab, a semicolon or spaces between them."""
UNREADABLE: Final = mark("Each line has the number of a right and an amount; mend these lines: %(lines)s.")
UNKNOWN: Final = mark("The programme has no such right, or it is named twice, in these lines: %(lines)s.")
MEND: Final = mark("Mend what is marked and send it again.")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A top-up as the form asks for one: its rights are typed or pasted, one in each line."""

    programme: str
    budget_line_id: UUID
    month: MonthTyped
    decision_number: str
    payees: str


@get("/top-ups/new", guards=[OFFICER])
async def show_top_up_form(view: NamedDependency[View]) -> Response[Any]:
    """Show the form for a one-off payment."""
    lines = [line for line in await cards.list_all_lines(view.caller) if pays(line)]
    return page(view, "top_up.html", lines=lines, programmes=PROGRAMMES.get(view.currency, {}))


def pays(line: cards.BudgetLine) -> bool:
    """Return whether benefits are paid from a line."""
    return line.purpose == "benefits" and line.status == "open"


@post("/top-ups", guards=[OFFICER])
@shown_again
async def calculate_top_up(form: NamedDependency[Form]) -> Response[Any]:
    """List who is topped up; the run is then locked and approved as any other."""
    run = await calculate(form, form.read(Asked))
    return go(f"/runs/{run}")


async def calculate(form: Form, asked: Asked) -> UUID:
    """Return the run of a list. Raises Malformed that counts the lines that are wrong."""
    rows = [(place, row) for place, row in enumerate(asked.payees.splitlines(), 1) if row.strip()]
    top_up = NewTopUp(
        programme=asked.programme,
        budget_line_id=asked.budget_line_id,
        month=first_of(asked.month),
        decision_number=asked.decision_number,
        lines=lines_of(form.view, rows),
    )
    try:
        return (await budget_lines.calculate_top_up(form.view.caller, top_up, form.key)).id
    except ServiceRefused as refused:
        places = [each.get("pointer", "").split("/") for each in refused.members.get("errors", [])]
        wrong = [rows[int(parts[2])][0] for parts in places if parts[1:2] == ["lines"] and parts[2:3]]
        if not wrong:
            raise
        refuse(form.view, UNKNOWN, wrong)


def lines_of(view: View, rows: Sequence[tuple[int, str]]) -> list[TopUpLine]:
    """Return what a list says. Raises Malformed with the places of the lines that cannot be read."""
    lines, wrong = [], []
    for place, row in rows:
        try:
            found = ROW.fullmatch(row)
            amount = formats.read_money(found["amount"], view.currency, view.language) if found else 0
            lines.append(TopUpLine(membership_id=UUID(found["right"] if found else ""), amount_minor=amount))
        except (ValueError, formats.AmountUnreadable):
            wrong.append(place)
    if wrong:
        refuse(view, UNREADABLE, wrong)
    return lines


def refuse(view: View, sentence: str, places: Sequence[int]) -> Never:
    """Raise Malformed at the list, in the reader's language."""
    say = languages.translations(view.language).gettext
    detail = say(sentence) % {"lines": ", ".join(map(str, places))}
    raise Malformed(say(MEND), errors=[Fault(pointer="/payees", detail=detail)], language=view.language)


ROUTES = [show_top_up_form, calculate_top_up]
