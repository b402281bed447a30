"""Bank files: proposed by one person, approved by another, then written and handed to the bank."""

from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.files import as_attachment
from services.kit.idempotency import idempotent
from services.kit.proposals import Quoted
from services.kit.web import Limit, Page, decode_cursor, page
from services.merchants.settling import bank_files
from services.merchants.settling.bank_files import BankFile, NewBankFile

FINANCE = ("finance_approver", "finance_officer")


@post("/bank-files", guards=[requires("finance_officer")], tags=["bank files"])
@idempotent(bank_files.get, kept=True)
async def propose_bank_file(data: JSONBody[NewBankFile], transaction: NamedDependency[Transaction]) -> BankFile:
    """Propose to pay every merchant what is open up to a settlement date."""
    return await bank_files.propose(transaction, data)


@get("/bank-files", guards=[requires(*FINANCE, "auditor")], tags=["bank files"])
async def list_bank_files(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[BankFile]:
    """Return the bank files without their payouts."""
    return page(await bank_files.list_all(transaction, after=decode_cursor(cursor), limit=limit), limit)


@get("/bank-files/{bank_file_id:uuid}", guards=[requires(*FINANCE, "auditor")], tags=["bank files"])
async def read_bank_file(transaction: NamedDependency[Transaction], bank_file_id: FromPath[UUID]) -> BankFile:
    """Return a bank file with its payouts."""
    return await bank_files.get(transaction, bank_file_id)


@post("/bank-files/{bank_file_id:uuid}/approve", guards=[requires("finance_approver")], tags=["bank files"])
@idempotent(bank_files.get, kept=True)
async def approve_bank_file(
    data: JSONBody[Quoted], transaction: NamedDependency[Transaction], bank_file_id: FromPath[UUID]
) -> BankFile:
    """Approve a proposed file, quoting its hash; with the last approval needed it is written."""
    return await bank_files.approve(transaction, bank_file_id, data)


@post("/bank-files/{bank_file_id:uuid}/reject", guards=[requires(*FINANCE)], tags=["bank files"])
@idempotent(bank_files.get, kept=True)
async def reject_bank_file(transaction: NamedDependency[Transaction], bank_file_id: FromPath[UUID]) -> BankFile:
    """Refuse a proposed file, or withdraw an own one."""
    return await bank_files.reject(transaction, bank_file_id)


@get(
    "/bank-files/{bank_file_id:uuid}/content",
    guards=[requires(*FINANCE)],
    media_type="application/xml",
    tags=["bank files"],
)
async def download_bank_file(
    transaction: NamedDependency[Transaction], bank_file_id: FromPath[UUID]
) -> Response[bytes]:
    """Return the written pain.001 file, byte for byte; who took it is kept."""
    return as_attachment(await bank_files.read_content(transaction, bank_file_id))


ROUTES = [
    propose_bank_file, list_bank_files, read_bank_file, approve_bank_file, reject_bank_file, download_bank_file,
]  # fmt: skip
