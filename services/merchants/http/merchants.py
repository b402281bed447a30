"""Joining and leaving: applications, their checks, contacts and accounts."""

from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from contracts.merchants import MerchantKind
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page
from services.merchants.joining import acceptances, applications, bank_accounts, contacts, merchants
from services.merchants.joining.acceptances import Acceptance, Accepting, Ending
from services.merchants.joining.applications import Application, Correction
from services.merchants.joining.bank_accounts import BankAccount, Details, NewBankAccount
from services.merchants.joining.contacts import Contact
from services.merchants.joining.merchants import OFFICE, Filter, Merchant, MerchantStatus

JOINING = ("merchant_officer", "merchant_owner")
READING = (*sorted(OFFICE), "merchant_owner")


@post("/merchants", guards=[requires(*JOINING)], tags=["merchants"])
@idempotent(merchants.get)
async def apply(data: JSONBody[Application], transaction: NamedDependency[Transaction]) -> Merchant:
    """Enter an application to take the card; whoever applies in the role merchant_owner only becomes its owner."""
    return await applications.apply(transaction, data)


@get("/merchant-records", guards=[requires(*READING)], tags=["merchants"])
async def list_merchants(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    status: FromQuery[MerchantStatus | None] = None,
    kind: FromQuery[MerchantKind | None] = None,
) -> Page[Merchant]:
    """Return merchants in any state, in order of application; an owner gets the own one."""
    wanted = Filter(status=status, kind=kind, after=decode_cursor(cursor), limit=limit)
    return page(await merchants.list_all(transaction, wanted), limit)


@get("/merchants/{merchant_id:uuid}", guards=[requires(*READING)], tags=["merchants"])
async def read_merchant(transaction: NamedDependency[Transaction], merchant_id: FromPath[UUID]) -> Merchant:
    """Return a merchant as it is now."""
    return await merchants.get(transaction, merchant_id)


@put("/merchants/{merchant_id:uuid}", guards=[requires(*JOINING)], tags=["merchants"])
async def correct(
    data: JSONBody[Correction],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    merchant_id: FromPath[UUID],
) -> Merchant:
    """Put an application right while nobody has verified it."""
    return await applications.correct(transaction, merchant_id, data, version=version)


@post("/merchants/{merchant_id:uuid}/verify", guards=[requires("merchant_officer")], tags=["merchants"])
@idempotent(merchants.get)
async def verify(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], merchant_id: FromPath[UUID]
) -> Merchant:
    """Confirm that the papers of the application in this version are in order."""
    return await applications.verify(transaction, merchant_id, version=version)


@post("/merchants/{merchant_id:uuid}/accept", guards=[requires("merchant_officer")], tags=["merchants"])
@idempotent(merchants.get)
async def accept(
    data: JSONBody[Accepting], transaction: NamedDependency[Transaction], merchant_id: FromPath[UUID]
) -> Merchant:
    """Let a verified or suspended merchant take cards from a day on; somebody else has verified or suspended it."""
    return await acceptances.accept(transaction, merchant_id, data)


@post("/merchants/{merchant_id:uuid}/suspend", guards=[requires("merchant_officer")], tags=["merchants"])
@idempotent(merchants.get)
async def suspend(
    data: JSONBody[Ending], transaction: NamedDependency[Transaction], merchant_id: FromPath[UUID]
) -> Merchant:
    """Let a merchant take no cards from a day on."""
    return await acceptances.suspend(transaction, merchant_id, data)


@post("/merchants/{merchant_id:uuid}/leave", guards=[requires(*JOINING)], tags=["merchants"])
@idempotent(merchants.get)
async def leave(
    data: JSONBody[Ending], transaction: NamedDependency[Transaction], merchant_id: FromPath[UUID]
) -> Merchant:
    """Let a merchant go from a day on, for good."""
    return await acceptances.leave(transaction, merchant_id, data)


@get("/merchants/{merchant_id:uuid}/acceptances", guards=[requires(*READING)], tags=["merchants"])
async def list_acceptances(transaction: NamedDependency[Transaction], merchant_id: FromPath[UUID]) -> list[Acceptance]:
    """Return from when to when a merchant took cards, and who decided it."""
    return await acceptances.history(transaction, merchant_id)


@get("/merchants/{merchant_id:uuid}/contact", guards=[requires(*JOINING)], tags=["merchants"])
async def read_contact(transaction: NamedDependency[Transaction], merchant_id: FromPath[UUID]) -> Contact:
    """Return whom to call; who looked is kept."""
    return await contacts.read(transaction, merchant_id)


@put("/merchants/{merchant_id:uuid}/contact", guards=[requires(*JOINING)], tags=["merchants"])
async def change_contact(
    data: JSONBody[Contact],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    merchant_id: FromPath[UUID],
) -> Merchant:
    """Name another contact; the earlier one is forgotten."""
    return await contacts.change(transaction, merchant_id, data, version=version)


@post("/merchants/{merchant_id:uuid}/bank-accounts", guards=[requires(*JOINING)], tags=["bank accounts"])
@idempotent(bank_accounts.get)
async def enter_bank_account(
    data: JSONBody[NewBankAccount], transaction: NamedDependency[Transaction], merchant_id: FromPath[UUID]
) -> BankAccount:
    """Enter where a merchant is paid; a second person has to verify it."""
    return await bank_accounts.enter(transaction, merchant_id, data)


@get("/merchants/{merchant_id:uuid}/bank-accounts", guards=[requires(*READING)], tags=["bank accounts"])
async def list_bank_accounts(
    transaction: NamedDependency[Transaction], merchant_id: FromPath[UUID]
) -> list[BankAccount]:
    """Return a merchant's accounts with their states, without numbers."""
    return await bank_accounts.of_merchant(transaction, merchant_id)


@get("/bank-accounts/{account_id:uuid}/details", guards=[requires("merchant_officer")], tags=["bank accounts"])
async def reveal_bank_account(transaction: NamedDependency[Transaction], account_id: FromPath[UUID]) -> Details:
    """Return number and holder, to be compared with the bank's paper; who looked is kept."""
    return await bank_accounts.reveal(transaction, account_id)


@post("/bank-accounts/{account_id:uuid}/verify", guards=[requires("merchant_officer")], tags=["bank accounts"])
@idempotent(bank_accounts.get)
async def verify_bank_account(transaction: NamedDependency[Transaction], account_id: FromPath[UUID]) -> BankAccount:
    """Confirm an account that somebody else has entered; a later one then waits out the cooling period."""
    return await bank_accounts.check(transaction, account_id, outcome="verified")


@post("/bank-accounts/{account_id:uuid}/reject", guards=[requires("merchant_officer")], tags=["bank accounts"])
@idempotent(bank_accounts.get)
async def reject_bank_account(transaction: NamedDependency[Transaction], account_id: FromPath[UUID]) -> BankAccount:
    """Refuse an account that somebody else has entered."""
    return await bank_accounts.check(transaction, account_id, outcome="rejected")


@post("/bank-accounts/{account_id:uuid}/stop", guards=[requires(*JOINING)], tags=["bank accounts"])
@idempotent(bank_accounts.get)
async def stop_bank_account(transaction: NamedDependency[Transaction], account_id: FromPath[UUID]) -> BankAccount:
    """Stop a verified account while it cools; the account before goes on being paid."""
    return await bank_accounts.stop(transaction, account_id)


ROUTES = [
    apply, list_merchants, read_merchant, correct, verify, accept, suspend, leave, list_acceptances,
    read_contact, change_contact, enter_bank_account, list_bank_accounts, reveal_bank_account, verify_bank_account,
    reject_bank_account, stop_bank_account,
]  # fmt: skip
