"""Bank files: prepared by one person, approved by another, sent once; and what the bank answers."""

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
from services.registry.payouts import bank_files, file_withdrawals
from services.registry.payouts.account_transfers import AccountTransfer
from services.registry.payouts.bank_files import Approval, BankFile, NewBankFile

FINANCE = ("finance_approver", "finance_officer")


@post("/bank-files", guards=[requires("finance_officer")], tags=["bank files"])
@idempotent(bank_files.find, kept=True)
async def prepare_bank_file(data: JSONBody[NewBankFile], transaction: NamedDependency[Transaction]) -> BankFile:
    """Write a file of the open account shares of runs, and ask for approval; what is over waits for the next file."""
    return await bank_files.prepare(transaction, data)


@get("/bank-files", guards=[requires(*FINANCE, "auditor")], tags=["bank files"])
async def list_bank_files(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[BankFile]:
    """Return the bank files."""
    return page(await bank_files.list_page(transaction, after=decode_cursor(cursor), limit=limit), limit)


@get("/bank-files/{bank_file_id:uuid}", guards=[requires(*FINANCE, "auditor")], tags=["bank files"])
async def read_bank_file(transaction: NamedDependency[Transaction], bank_file_id: FromPath[UUID]) -> BankFile:
    """Return a bank file with the hash to quote."""
    return await bank_files.find(transaction, bank_file_id)


@get("/bank-files/{bank_file_id:uuid}/transfers", guards=[requires(*FINANCE, "auditor")], tags=["bank files"])
async def list_transfers(
    transaction: NamedDependency[Transaction],
    bank_file_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[AccountTransfer]:
    """Return a file's transfers: ids, amounts and how far each has come."""
    after = decode_cursor(cursor)
    return page(await bank_files.list_transfers(transaction, bank_file_id, after=after, limit=limit), limit)


@post("/bank-files/{bank_file_id:uuid}/approve", guards=[requires("finance_approver")], tags=["bank files"])
@idempotent(bank_files.find, kept=True)
async def approve_bank_file(
    data: JSONBody[Approval],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    bank_file_id: FromPath[UUID],
) -> BankFile:
    """Approve a file that somebody else prepared, quoting its hash."""
    return await bank_files.approve(transaction, bank_file_id, data, version=version)


@post("/bank-files/{bank_file_id:uuid}/reject", guards=[requires(*FINANCE)], tags=["bank files"])
@idempotent(bank_files.find, kept=True)
async def reject_bank_file(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], bank_file_id: FromPath[UUID]
) -> BankFile:
    """Refuse a prepared file, or withdraw an own one."""
    return await bank_files.reject(transaction, bank_file_id, version=version)


@post("/bank-files/{bank_file_id:uuid}/send", guards=[requires("finance_officer")], tags=["bank files"])
@idempotent(bank_files.find, kept=True)
async def send_bank_file(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], bank_file_id: FromPath[UUID]
) -> BankFile:
    """Hand an approved file out for the bank; after this it cannot be cancelled."""
    return await bank_files.send(transaction, bank_file_id, version=version)


@get(
    "/bank-files/{bank_file_id:uuid}/content",
    guards=[requires("finance_officer")],
    media_type="application/xml",
    tags=["bank files"],
)
async def download_bank_file(
    transaction: NamedDependency[Transaction], bank_file_id: FromPath[UUID]
) -> Response[bytes]:
    """Return a sent pain.001 file, byte for byte; who took it is kept."""
    return as_attachment(await bank_files.read_content(transaction, bank_file_id))


@post("/bank-files/{bank_file_id:uuid}/withdraw", guards=[requires("finance_officer")], tags=["bank files"])
@idempotent(bank_files.find, kept=True)
async def propose_withdrawal(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], bank_file_id: FromPath[UUID]
) -> BankFile:
    """Propose to cancel an approved file, or to note that the bank refused all of a sent one without a message."""
    return await file_withdrawals.propose(transaction, bank_file_id, version=version)


@post("/bank-files/{bank_file_id:uuid}/withdraw/approve", guards=[requires("finance_approver")], tags=["bank files"])
@idempotent(bank_files.find, kept=True)
async def approve_withdrawal(
    data: JSONBody[Quoted],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    bank_file_id: FromPath[UUID],
) -> BankFile:
    """Agree to a withdrawal that somebody else proposed, quoting its hash; the shares are open again."""
    return await file_withdrawals.agree(transaction, bank_file_id, data, version=version)


ROUTES = [
    prepare_bank_file, list_bank_files, read_bank_file, list_transfers, approve_bank_file, reject_bank_file,
    send_bank_file, download_bank_file, propose_withdrawal, approve_withdrawal,
]  # fmt: skip
