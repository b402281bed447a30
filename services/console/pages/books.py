"""Books: the bank's statements, differences as cases, months for the municipality's books; and disputes."""

import asyncio
from datetime import date
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec import Meta

from services.console.choices import DIFFERENCES_CLOSED
from services.console.clients import books
from services.console.clients.books import Closing
from services.console.languages import mark
from services.console.pages.finance import OFFICER, READERS
from services.console.pages.forms import UPLOAD_MAX, Form, file_of, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.papers import as_file
from services.console.pages.view import View, page

DISPUTES: Final = page_for("dispute_officer")
TABS: Final = {
    "disputed": mark("Open"),
    "upheld": mark("The holder was right"),
    "rejected": mark("The shop was right"),
    "": mark("All"),
}


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """A month as browsers send it: 2026-03."""

    month: Annotated[str, Meta(pattern=r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])$(?!\n)")]

    def first(self) -> date:
        """Return its first day."""
        return date.fromisoformat(f"{self.month}-01")


@get("/books", guards=[READERS])
async def show_books(view: NamedDependency[View]) -> Response[Any]:
    """Show what differs between bank and ledger, the bank's statements, and the closed months."""
    differences, statements, journals = await asyncio.gather(
        books.list_differences(view.caller), books.list_statements(view.caller), books.list_journals(view.caller)
    )
    lists = {"differences": differences, "statements": statements, "journals": journals}
    return page(view, "books.html", reasons=DIFFERENCES_CLOSED, **lists)


@post("/books/statements", guards=[OFFICER], request_max_body_size=UPLOAD_MAX)
@shown_again
async def read_statement(form: NamedDependency[Form]) -> Response[Any]:
    """Read the bank's statement; differences become cases by themselves."""
    await books.read_statement(form.view.caller, await file_of(form))
    return go("/books")


@get("/books/statements/{statement_id:uuid}", guards=[READERS])
async def show_statement(
    view: NamedDependency[View], statement_id: FromPath[UUID], cursor: FromQuery[str | None] = None
) -> Response[Any]:
    """Show why the account and the ledger differ at a statement's end, and what the bank has booked."""
    statement, sums, bookings = await asyncio.gather(
        books.show_statement(view.caller, statement_id),
        books.reconcile(view.caller, statement_id),
        books.list_bookings(view.caller, statement_id, cursor),
    )
    return page(view, "bank_statement.html", statement=statement, sums=sums, bookings=bookings)


@post("/books/differences/{case_id:uuid}", guards=[OFFICER])
@shown_again
async def propose_closing(form: NamedDependency[Form], case_id: FromPath[UUID]) -> Response[Any]:
    """Propose to close a difference that stays; somebody else agrees on the page of agreements."""
    await books.propose_closing(form.view.caller, case_id, form.read(Closing), form.key)
    return go("/books")


@post("/books/months", guards=[OFFICER])
@shown_again
async def close_month(form: NamedDependency[Form]) -> Response[Any]:
    """Close a month for the municipality's books."""
    await books.close_month(form.view.caller, form.read(Month).first(), form.key)
    return go("/books")


@get("/books/months/{journal_id:uuid}/{kind:str}", guards=[READERS])
async def open_journal(
    view: NamedDependency[View], journal_id: FromPath[UUID], kind: FromPath[Literal["csv", "xlsx"]]
) -> Response[Any]:
    """Hand out a month's double entries."""
    return as_file(await books.open_journal(view.caller, journal_id, kind))


@get("/disputes", guards=[DISPUTES])
async def list_disputes(
    view: NamedDependency[View], status: FromQuery[str] = "disputed", cursor: FromQuery[str | None] = None
) -> Response[Any]:
    """Show how many are open and late, disputes, the oldest first, and what can be proposed."""
    listed, figures = await asyncio.gather(
        books.list_disputes(view.caller, status or None, cursor), books.read_dispute_figures(view.caller)
    )
    return page(view, "disputes_to_decide.html", listed=listed, figures=figures, tabs=TABS, status=status)


@post("/disputes/{dispute_id:uuid}/{step:str}", guards=[DISPUTES])
@shown_again
async def answer_dispute(
    form: NamedDependency[Form],
    dispute_id: FromPath[UUID],
    step: FromPath[Literal["decision", "provisional-credit", "withdraw"]],
) -> Response[Any]:
    """Propose who is right, or that the household has the money meanwhile; a finance approver agrees."""
    seen = (form.key, form.version)
    await books.answer_dispute(form.view.caller, dispute_id, step, form=seen, outcome=form.text("outcome"))
    return go("/disputes")


ROUTES = [
    show_books, show_statement, read_statement, propose_closing, close_month, open_journal, list_disputes,
    answer_dispute,
]  # fmt: skip
