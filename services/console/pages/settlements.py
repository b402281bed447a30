"""Settlements: days closed in the ledger, and the bank files by which the shops are paid."""

from typing import Any, Final, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.clients import cards, merchants
from services.console.pages.finance import APPROVERS, OFFICER, READERS, Closing
from services.console.pages.forms import Form, go, shown_again
from services.console.pages.view import View, page

XML: Final = "application/xml"


@get("/settlements", guards=[READERS])
async def list_settlements(view: NamedDependency[View]) -> Response[Any]:
    """Show closed days and bank files, and the forms for the next ones."""
    days = await cards.list_settlement_days(view.caller)
    files = await merchants.list_bank_files(view.caller)
    return page(view, "settlements.html", days=days, files=files)


@post("/settlement-days", guards=[OFFICER])
@shown_again
async def close_day(form: NamedDependency[Form]) -> Response[Any]:
    """Close a settlement day."""
    await cards.close_day(form.view.caller, form.read(Closing).settlement_date, form.key)
    return go("/settlements")


@post("/bank-files", guards=[OFFICER])
@shown_again
async def propose_bank_file(form: NamedDependency[Form]) -> Response[Any]:
    """Propose to pay every merchant what is open up to a settlement date."""
    await merchants.propose_bank_file(form.view.caller, form.read(Closing).settlement_date, form.key)
    return go("/settlements")


@post("/bank-files/{file_id:uuid}/{answer:str}", guards=[APPROVERS])
@shown_again
async def answer_bank_file(
    form: NamedDependency[Form], file_id: FromPath[UUID], answer: FromPath[Literal["approve", "reject"]]
) -> Response[Any]:
    """Approve a bank file that somebody else has proposed, or refuse it."""
    agreed, seen = answer == "approve", form.text("hash")
    await merchants.answer_bank_file(form.view.caller, file_id, agreed=agreed, payload_hash=seen, key=form.key)
    return go("/settlements")


@get("/bank-files/{file_id:uuid}/content", guards=[APPROVERS])
async def download_bank_file(view: NamedDependency[View], file_id: FromPath[UUID]) -> Response[Any]:
    """Hand out a written pain.001 file, byte for byte."""
    file = await merchants.download_bank_file(view.caller, file_id)
    headers = {"Content-Disposition": f'attachment; filename="{file_id}.xml"'}
    return Response(file.content, media_type=XML, headers=headers)


ROUTES = [list_settlements, close_day, propose_bank_file, answer_bank_file, download_bank_file]
