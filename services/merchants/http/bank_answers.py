"""What the bank answers and books, the payouts that it speaks of, and the differences to be looked into."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, RawBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.files import BYTES_MAX, as_attachment
from services.kit.idempotency import idempotent
from services.kit.iso20022.answers import Settling
from services.kit.web import Limit, Page, decode_cursor, page
from services.merchants.http.bank_files import FINANCE
from services.merchants.http.merchants import READING
from services.merchants.settling import bank_answers, batches, payouts
from services.merchants.settling.bank_answers import AnswerLine, BankAnswer
from services.merchants.settling.batches import Batch
from services.merchants.settling.matching import PayoutStatus
from services.merchants.settling.payouts import Filter, Payout


@post("/bank-answers", guards=[requires("finance_officer")], request_max_body_size=BYTES_MAX, tags=["bank answers"])
async def read_in(body: RawBody, transaction: NamedDependency[Transaction]) -> BankAnswer:
    """Read a pain.002 or camt.053, which is the body; the same file again changes nothing."""
    return await bank_answers.read(transaction, body)


@get("/bank-answers", guards=[requires(*FINANCE, "auditor")], tags=["bank answers"])
async def list_bank_answers(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[BankAnswer]:
    """Return the files of the bank that were read."""
    return page(await bank_answers.list_all(transaction, after=decode_cursor(cursor), limit=limit), limit)


@get("/bank-answers/{answer_id:uuid}", guards=[requires(*FINANCE, "auditor")], tags=["bank answers"])
async def read_bank_answer(transaction: NamedDependency[Transaction], answer_id: FromPath[UUID]) -> BankAnswer:
    """Return what became of a file of the bank."""
    return await bank_answers.get(transaction, answer_id)


@get("/bank-answers/{answer_id:uuid}/lines", guards=[requires(*FINANCE, "auditor")], tags=["bank answers"])
async def list_lines(
    transaction: NamedDependency[Transaction],
    answer_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[AnswerLine]:
    """Return each thing that a file of the bank says, by its place in it."""
    after = decode_cursor(cursor)
    return page(await bank_answers.lines(transaction, answer_id, after=after, limit=limit), limit)


@get("/bank-answers/{answer_id:uuid}/content", guards=[requires("finance_officer")], tags=["bank answers"])
async def download_bank_answer(transaction: NamedDependency[Transaction], answer_id: FromPath[UUID]) -> Response[bytes]:
    """Return a file of the bank, byte for byte; who took it is kept."""
    return as_attachment(await bank_answers.read_content(transaction, answer_id))


@get("/bank-differences", guards=[requires(*FINANCE, "auditor")], tags=["bank answers"])
async def list_differences(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[AnswerLine]:
    """Return every difference that waits to be looked into."""
    return page(await bank_answers.lines(transaction, None, after=decode_cursor(cursor), limit=limit), limit)


@post(
    "/bank-differences/{bank_answer_line_id:uuid}/settle", guards=[requires("finance_officer")], tags=["bank answers"]
)
@idempotent(bank_answers.find_line)
async def settle_difference(
    data: JSONBody[Settling],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    bank_answer_line_id: FromPath[UUID],
) -> AnswerLine:
    """Note why a difference needs nothing more."""
    return await bank_answers.settle(transaction, bank_answer_line_id, data, version=version)


@get("/payouts", guards=[requires(*READING)], tags=["payouts"])
async def list_payouts(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    merchant_id: FromQuery[UUID | None] = None,
    status: FromQuery[PayoutStatus | None] = None,
) -> Page[Payout]:
    """Return what merchants were paid and what the bank made of it; an owner gets those of the own merchant."""
    wanted = Filter(merchant_id=merchant_id, status=status, after=decode_cursor(cursor), limit=limit)
    return page(await payouts.list_all(transaction, wanted), limit)


@get("/payouts/{payout_id:uuid}", guards=[requires(*READING)], tags=["payouts"])
async def read_payout(transaction: NamedDependency[Transaction], payout_id: FromPath[UUID]) -> Payout:
    """Return a payout."""
    return await payouts.get(transaction, payout_id)


@get("/payouts/{payout_id:uuid}/batches", guards=[requires(*READING)], tags=["payouts"])
async def list_paid_batches(
    transaction: NamedDependency[Transaction],
    payout_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Batch]:
    """Return the closed days that a payout pays, in the order of their closing."""
    paid = await payouts.get(transaction, payout_id)
    wanted = batches.Filter(merchant_id=paid.merchant_id, payout_id=paid.id, after=decode_cursor(cursor), limit=limit)
    return page(await batches.list_all(transaction, wanted), limit)


ROUTES = [
    read_in, list_bank_answers, read_bank_answer, list_lines, download_bank_answer, list_differences,
    settle_difference, list_payouts, read_payout, list_paid_batches,
]  # fmt: skip
