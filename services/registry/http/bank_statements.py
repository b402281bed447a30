"""What the bank answers and books, and the differences that somebody has to look into."""

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
from services.registry.http.bank_files import FINANCE
from services.registry.payouts import bank_statements
from services.registry.payouts.bank_statements import BankStatement, StatementLine


@post(
    "/bank-statements", guards=[requires("finance_officer")], request_max_body_size=BYTES_MAX, tags=["bank statements"]
)
async def read_in(body: RawBody, transaction: NamedDependency[Transaction]) -> BankStatement:
    """Read a pain.002 or camt.053, which is the body; the same file again changes nothing."""
    return await bank_statements.read(transaction, body)


@get("/bank-statements", guards=[requires(*FINANCE, "auditor")], tags=["bank statements"])
async def list_bank_statements(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[BankStatement]:
    """Return the files of the bank that were read."""
    return page(await bank_statements.list_page(transaction, after=decode_cursor(cursor), limit=limit), limit)


@get("/bank-statements/{statement_id:uuid}", guards=[requires(*FINANCE, "auditor")], tags=["bank statements"])
async def read_bank_statement(transaction: NamedDependency[Transaction], statement_id: FromPath[UUID]) -> BankStatement:
    """Return what became of a file of the bank."""
    return await bank_statements.find(transaction, statement_id)


@get("/bank-statements/{statement_id:uuid}/lines", guards=[requires(*FINANCE, "auditor")], tags=["bank statements"])
async def list_lines(
    transaction: NamedDependency[Transaction],
    statement_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[StatementLine]:
    """Return each thing that a file of the bank says, by its place in it."""
    after = decode_cursor(cursor)
    listed = await bank_statements.list_lines(transaction, statement_id=statement_id, after=after, limit=limit)
    return page(listed, limit)


@get("/bank-statements/{statement_id:uuid}/content", guards=[requires("finance_officer")], tags=["bank statements"])
async def download_bank_statement(
    transaction: NamedDependency[Transaction], statement_id: FromPath[UUID]
) -> Response[bytes]:
    """Return a file of the bank, byte for byte; who took it is kept."""
    return as_attachment(await bank_statements.read_content(transaction, statement_id))


@post(
    "/bank-statements/{statement_id:uuid}/match-again", guards=[requires("finance_officer")], tags=["bank statements"]
)
@idempotent(bank_statements.find)
async def match_again(transaction: NamedDependency[Transaction], statement_id: FromPath[UUID]) -> BankStatement:
    """Look at a file's open differences again, when one that belongs before it was read later."""
    return await bank_statements.match_again(transaction, statement_id)


@get("/statement-differences", guards=[requires(*FINANCE, "auditor")], tags=["bank statements"])
async def list_differences(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[StatementLine]:
    """Return every difference that waits to be looked into."""
    after = decode_cursor(cursor)
    return page(await bank_statements.list_lines(transaction, statement_id=None, after=after, limit=limit), limit)


@post(
    "/statement-differences/{statement_line_id:uuid}/settle",
    guards=[requires("finance_officer")],
    tags=["bank statements"],
)
@idempotent(bank_statements.find_line)
async def settle_difference(
    data: JSONBody[Settling],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    statement_line_id: FromPath[UUID],
) -> StatementLine:
    """Note why a difference needs nothing more."""
    return await bank_statements.settle(transaction, statement_line_id, data, version=version)


ROUTES = [
    read_in, list_bank_statements, read_bank_statement, list_lines, download_bank_statement, match_again,
    list_differences, settle_difference,
]  # fmt: skip
