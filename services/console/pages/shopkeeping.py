"""What a shop's owner looks after between joining and leaving: the tills' people and sales, money owed, objections."""

import asyncio
from datetime import date
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.console.choices import CATEGORIES
from services.console.clients import merchants, shopkeeping
from services.console.clients.shopkeeping import Answer, NewCashier, Period
from services.console.languages import mark
from services.console.pages.forms import UPLOAD_MAX, Form, file_of, go, shown_again
from services.console.pages.guards import page_for
from services.console.pages.merchants import JOINING
from services.console.pages.papers import as_file
from services.console.pages.view import View, page
from services.kit.clock import TIME_HEADER, business_time

DISPUTED: Final = page_for("merchant_officer", "merchant_owner", "dispute_officer")
RIGHTS: Final = {
    "sell": mark("sell"),
    "refund": mark("give money back"),
    "pay_suppliers": mark("pay suppliers"),
    "close_day": mark("end the day"),
}
KINDS: Final = {
    "sale": mark("Sales"),
    "withdrawal": mark("Cash given"),
    "declined": mark("Declined"),
    "refund": mark("Refunds"),
    "supplier": mark("Paid to suppliers"),
}
REASONS: Final = {
    "not_made": mark("The buyer says that they did not buy this."),
    "wrong_amount": mark("The buyer says that the amount is wrong."),
    "charged_twice": mark("The buyer says that they paid twice."),
    "goods_not_received": mark("The buyer says that the goods did not come."),
    "goods_returned": mark("The buyer says that the goods were returned."),
    "goods_faulty": mark("The buyer says that the goods are faulty."),
}
ANSWERS: Final = {
    "accepted": mark("The buyer is right"),
    "holder_was_present": mark("The buyer was there"),
    "amount_is_right": mark("The amount is right"),
    "goods_delivered": mark("The goods were delivered"),
    "already_refunded": mark("The money was given back already"),
}
OUTCOMES: Final = {
    "upheld": mark("The buyer was right; you give the money back"),
    "rejected": mark("You were right; you keep the money"),
    "withdrawn": mark("The buyer has withdrawn it"),
}
FORMS: Final = {"table": "text/csv; charset=utf-8", "paper": "application/pdf"}
SUFFIXES: Final = {"table": "csv", "paper": "pdf"}

PROOFS: Final = {
    "receipt": mark("the receipt"),
    "delivery_note": mark("a paper that shows the delivery"),
    "photograph": mark("a photograph"),
    "statement": mark("a written statement"),
}
"""What a shop shows of a sale."""


class Appointing(msgspec.Struct, frozen=True, kw_only=True):
    """A cashier as the form asks for one."""

    outlet_id: UUID
    name: str
    rights: list[shopkeeping.Right]


class Answering(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop says to an objection."""

    answer: Answer


@get("/merchants/{merchant_id:uuid}/cashiers", guards=[JOINING])
async def list_cashiers(
    view: NamedDependency[View], merchant_id: FromPath[UUID], cursor: FromQuery[str | None] = None
) -> Response[Any]:
    """Show who works at the tills, and what the tills have sold."""
    merchant, outlets, tills, cashiers, reports = await asyncio.gather(
        merchants.read_merchant(view.caller, merchant_id),
        merchants.list_outlets(view.caller, merchant_id),
        merchants.list_tills(view.caller, merchant_id),
        shopkeeping.list_cashiers(view.caller, merchant_id),
        shopkeeping.list_till_reports(view.caller, merchant_id, cursor),
    )
    found = {"outlets": outlets, "tills": {till.id: till for till in tills}, "cashiers": cashiers, "reports": reports}
    return page(view, "cashiers.html", merchant=merchant, rights=RIGHTS, kinds=KINDS, **found)


@post("/merchants/{merchant_id:uuid}/cashiers", guards=[JOINING])
@shown_again
async def appoint_cashier(form: NamedDependency[Form], merchant_id: FromPath[UUID]) -> Response[Any]:
    """Let somebody work at an outlet's tills."""
    asked = form.read(Appointing)
    cashier = NewCashier(name=asked.name, rights=asked.rights)
    await shopkeeping.appoint_cashier(form.view.caller, asked.outlet_id, cashier, form.key)
    return go(f"/merchants/{merchant_id}/cashiers")


@post("/merchants/{merchant_id:uuid}/cashiers/{cashier_id:uuid}/code", guards=[JOINING], status_code=200)
@shown_again
async def give_cashier_code(
    form: NamedDependency[Form], merchant_id: FromPath[UUID], cashier_id: FromPath[UUID]
) -> Response[Any]:
    """Make a code by which a cashier chooses a PIN at a till, and show it this once."""
    code = await shopkeeping.give_cashier_code(form.view.caller, cashier_id)
    return page(form.view, "cashier_code.html", code=code, merchant_id=merchant_id)


@post("/merchants/{merchant_id:uuid}/cashiers/{cashier_id:uuid}/end", guards=[JOINING])
@shown_again
async def end_cashier(
    form: NamedDependency[Form], merchant_id: FromPath[UUID], cashier_id: FromPath[UUID]
) -> Response[Any]:
    """Let a cashier work there no more."""
    await shopkeeping.end_cashier(form.view.caller, cashier_id, form.key)
    return go(f"/merchants/{merchant_id}/cashiers")


@get("/merchants/{merchant_id:uuid}/statement", guards=[JOINING])
async def show_statement(
    view: NamedDependency[View],
    merchant_id: FromPath[UUID],
    first: FromQuery[date | None] = None,
    last: FromQuery[date | None] = None,
) -> Response[Any]:
    """Show what a shop sold, was paid and is owed: of this month, or of the days asked for."""
    period = period_of(view, first, last)
    statement = await shopkeeping.read_statement(view.caller, merchant_id, period)
    return page(view, "statement.html", statement=statement, merchant_id=merchant_id)


@get("/merchants/{merchant_id:uuid}/statement/{kind:str}", guards=[JOINING])
async def download_statement(
    view: NamedDependency[View],
    merchant_id: FromPath[UUID],
    kind: FromPath[Literal["table", "paper"]],
    first: FromQuery[date | None] = None,
    last: FromQuery[date | None] = None,
) -> Response[Any]:
    """Hand out a statement as a table or on paper."""
    period = period_of(view, first, last)
    file = await shopkeeping.download_statement(view.caller, merchant_id, period, form=kind, language=view.language)
    name = f"statement-{period.first}-{period.last}.{SUFFIXES[kind]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(file.content, media_type=FORMS[kind], headers=headers)


def period_of(view: View, first: date | None, last: date | None) -> Period:
    """Return the days asked for; without any, this month's until today."""
    until = last or today_of(view)
    return Period(first=first or until.replace(day=1), last=until)


def today_of(view: View) -> date:
    """Return the day that it is for the municipality."""
    assert view.municipality is not None
    request = view.request
    now = business_time(request.app.state.settings, request.headers.get(TIME_HEADER))
    return now.astimezone(view.municipality.zone).date()


@get("/merchants/{merchant_id:uuid}/disputes", guards=[JOINING])
async def list_disputes(
    view: NamedDependency[View], merchant_id: FromPath[UUID], cursor: FromQuery[str | None] = None
) -> Response[Any]:
    """Show the sales that buyers object to, and until when the shop can say something."""
    listed = await shopkeeping.list_disputes(view.caller, merchant_id, cursor)
    told = {"reasons": REASONS, "answers": ANSWERS, "outcomes": OUTCOMES}
    return page(view, "disputes.html", listed=listed, merchant_id=merchant_id, **told)


@post("/merchants/{merchant_id:uuid}/disputes/{dispute_id:uuid}/answers", guards=[JOINING])
@shown_again
async def answer_dispute(
    form: NamedDependency[Form], merchant_id: FromPath[UUID], dispute_id: FromPath[UUID]
) -> Response[Any]:
    """Say what the shop says."""
    answering = form.read(Answering)
    await shopkeeping.answer_dispute(form.view.caller, dispute_id, answering.answer, form.key)
    return go(f"/merchants/{merchant_id}/disputes")


@get("/disputes/{dispute_id:uuid}/papers", guards=[DISPUTED])
async def show_papers(view: NamedDependency[View], dispute_id: FromPath[UUID]) -> Response[Any]:
    """Show what a shop has handed in about a sale, to the shop and to who hears both sides."""
    dispute = await shopkeeping.read_dispute(view.caller, dispute_id)
    listed = await shopkeeping.list_papers(view.caller, dispute_id)
    return page(view, "dispute_papers.html", dispute=dispute, listed=listed, kinds=PROOFS, reasons=REASONS)


@post("/disputes/{dispute_id:uuid}/papers", guards=[JOINING], request_max_body_size=UPLOAD_MAX)
@shown_again
async def hand_in_paper(form: NamedDependency[Form], dispute_id: FromPath[UUID]) -> Response[Any]:
    """Hand in a receipt, a photograph or a statement."""
    await shopkeeping.hand_in_paper(form.view.caller, dispute_id, form.text("kind"), await file_of(form))
    return go(f"/disputes/{dispute_id}/papers")


@get("/dispute-papers/{paper_id:uuid}", guards=[DISPUTED])
async def open_paper(view: NamedDependency[View], paper_id: FromPath[UUID]) -> Response[Any]:
    """Hand out a paper's file."""
    return as_file(await shopkeeping.open_paper(view.caller, paper_id))


@get("/merchants/{merchant_id:uuid}/suppliers", guards=[JOINING])
async def list_suppliers(
    view: NamedDependency[View], merchant_id: FromPath[UUID], category: FromQuery[str] = ""
) -> Response[Any]:
    """Show whom a shop could buy from, and why in this order."""
    found = {
        "merchant": await merchants.read_merchant(view.caller, merchant_id),
        "suppliers": await shopkeeping.suggest_suppliers(view.caller, merchant_id, category or None),
    }
    return page(view, "suppliers.html", category=category, categories=CATEGORIES, **found)


ROUTES = [
    list_cashiers, appoint_cashier, give_cashier_code, end_cashier, show_statement, download_statement, list_disputes,
    answer_dispute, show_papers, hand_in_paper, open_paper, list_suppliers,
]  # fmt: skip
