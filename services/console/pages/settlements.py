"""Settlements: days closed in the ledger, the bank files that pay the shops, and what the bank says to them."""

import asyncio
from typing import Any, Final, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.console.choices import DIFFERENCES_CLOSED
from services.console.clients import cards, merchants, payouts
from services.console.clients.payouts import Settling
from services.console.languages import mark
from services.console.pages.finance import APPROVERS, OFFICER, READERS, Closing
from services.console.pages.forms import UPLOAD_MAX, Form, file_of, go, shown_again
from services.console.pages.papers import as_file
from services.console.pages.view import View, page

XML: Final = "application/xml"
DIFFERENCES: Final = {
    "unknown_file": mark("it names a file that is not ours"),
    "unknown_payout": mark("it names a payout that is not ours"),
    "unknown_booking": mark("a booking that names nothing of ours"),
    "other_account": mark("it is of another account"),
    "amount_missing": mark("it names no amount"),
    "count_differs": mark("the numbers of payouts differ"),
    "sum_differs": mark("the sums differ"),
    "booked_again": mark("the bank has booked it again"),
    "paid_already": mark("it was paid before"),
    "partly_settled": mark("part of the file was settled before"),
}
"""What a bank may say that our payouts do not; what the books know too has its name there."""


@get("/settlements", guards=[READERS])
async def list_settlements(view: NamedDependency[View]) -> Response[Any]:
    """Show closed days and bank files, and the forms for the next ones."""
    days, files, answers, differences = await asyncio.gather(
        cards.list_settlement_days(view.caller),
        merchants.list_bank_files(view.caller),
        payouts.list_answers(view.caller),
        payouts.list_differences(view.caller),
    )
    heard = {"answers": answers, "differences": differences, "reasons": DIFFERENCES_CLOSED, "named": DIFFERENCES}
    return page(view, "settlements.html", days=days, files=files, **heard)


@post("/bank-answers", guards=[OFFICER], request_max_body_size=UPLOAD_MAX)
@shown_again
async def read_answer(form: NamedDependency[Form]) -> Response[Any]:
    """Read what the bank says of a file, or its statement: payouts follow, what does not fit is a difference."""
    await payouts.read_answer(form.view.caller, await file_of(form))
    return go("/settlements")


@get("/bank-answers/{answer_id:uuid}/content", guards=[OFFICER])
async def download_answer(view: NamedDependency[View], answer_id: FromPath[UUID]) -> Response[Any]:
    """Hand out a file of the bank, byte for byte."""
    return as_file(await payouts.open_answer(view.caller, answer_id))


@post("/bank-differences/{line_id:uuid}", guards=[OFFICER])
@shown_again
async def settle_difference(form: NamedDependency[Form], line_id: FromPath[UUID]) -> Response[Any]:
    """Note why a difference needs nothing more."""
    seen = (form.key, form.version)
    await payouts.settle(form.view.caller, line_id, form.read(Settling), form=seen)
    return go("/settlements")


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


ROUTES = [
    list_settlements, close_day, propose_bank_file, answer_bank_file, download_bank_file, read_answer, download_answer,
    settle_difference,
]  # fmt: skip
