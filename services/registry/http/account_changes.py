"""The account to which a beneficiary is paid, when it changes."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page
from services.registry.people import account_changes
from services.registry.people.account_changes import AccountChange, AccountChangeState, Accounts, NewAccount, Wanted

BOTH = ("caseworker", "supervisor")


@post("/persons/{person_id:uuid}/account-changes", guards=[requires("caseworker")], tags=["persons"])
@idempotent(account_changes.find)
async def propose_account(
    data: JSONBody[NewAccount], transaction: NamedDependency[Transaction], person_id: FromPath[UUID]
) -> AccountChange:
    """Propose another account for a person, or to pay to the one on record where nobody was paid to it."""
    return await account_changes.propose(transaction, person_id, data)


@get("/account-changes", guards=[requires(*BOTH)], tags=["persons"])
async def list_account_changes(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    status: FromQuery[AccountChangeState | None] = None,
    person_id: FromQuery[UUID | None] = None,
) -> Page[AccountChange]:
    """Return changes of accounts, oldest first: who and when, and no account."""
    wanted = Wanted(state=status, person_id=person_id, after=decode_cursor(cursor), limit=limit)
    return page(await account_changes.list_page(transaction, wanted), limit)


@get("/account-changes/{change_id:uuid}", guards=[requires(*BOTH)], tags=["persons"])
async def read_account_change(transaction: NamedDependency[Transaction], change_id: FromPath[UUID]) -> AccountChange:
    """Return a change of an account."""
    return await account_changes.find(transaction, change_id)


@get("/account-changes/{change_id:uuid}/accounts", guards=[requires(*BOTH)], tags=["persons"])
async def reveal_accounts(transaction: NamedDependency[Transaction], change_id: FromPath[UUID]) -> Accounts:
    """Return the account proposed and the present one, to compare with the bank's paper. Who looked is kept."""
    return await account_changes.reveal(transaction, change_id)


@post("/account-changes/{change_id:uuid}/confirm", guards=[requires("supervisor")], tags=["persons"])
@idempotent(account_changes.find)
async def confirm_account(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], change_id: FromPath[UUID]
) -> AccountChange:
    """Agree, as another person than who proposed it; the beneficiary is told and the cooling time begins."""
    return await account_changes.confirm(transaction, change_id, version=version)


@post("/account-changes/{change_id:uuid}/reject", guards=[requires(*BOTH)], tags=["persons"])
@idempotent(account_changes.find)
async def reject_account(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], change_id: FromPath[UUID]
) -> AccountChange:
    """Refuse a change, take an own one back, or stop one while its cooling time runs."""
    return await account_changes.reject(transaction, change_id, version=version)


ROUTES = [
    propose_account, list_account_changes, read_account_change, reveal_accounts, confirm_account, reject_account,
]  # fmt: skip
