"""Whose account pays."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page
from services.registry.payouts import debtor_accounts
from services.registry.payouts.debtor_accounts import DebtorAccount, NewDebtorAccount

FINANCE = ("finance_approver", "finance_officer", "auditor")


@post("/debtor-accounts", guards=[requires("finance_officer")], tags=["bank files"])
@idempotent(debtor_accounts.find)
async def enter_debtor_account(
    data: JSONBody[NewDebtorAccount], transaction: NamedDependency[Transaction]
) -> DebtorAccount:
    """Enter the account from which a programme's account shares are paid."""
    return await debtor_accounts.enter(transaction, data)


@get("/debtor-accounts", guards=[requires(*FINANCE)], tags=["bank files"])
async def list_debtor_accounts(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[DebtorAccount]:
    """Return all accounts that ever paid, the first one first."""
    return page(await debtor_accounts.list_page(transaction, after=decode_cursor(cursor), limit=limit), limit)


@get("/debtor-accounts/{debtor_account_id:uuid}", guards=[requires(*FINANCE)], tags=["bank files"])
async def read_debtor_account(
    transaction: NamedDependency[Transaction], debtor_account_id: FromPath[UUID]
) -> DebtorAccount:
    """Return an account."""
    return await debtor_accounts.find(transaction, debtor_account_id)


@post("/debtor-accounts/{debtor_account_id:uuid}/verify", guards=[requires("finance_approver")], tags=["bank files"])
@idempotent(debtor_accounts.find)
async def verify_debtor_account(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], debtor_account_id: FromPath[UUID]
) -> DebtorAccount:
    """Agree to an account that somebody else entered; it takes the place of the one before."""
    return await debtor_accounts.check(transaction, debtor_account_id, outcome="verified", version=version)


@post("/debtor-accounts/{debtor_account_id:uuid}/reject", guards=[requires("finance_approver")], tags=["bank files"])
@idempotent(debtor_accounts.find)
async def reject_debtor_account(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], debtor_account_id: FromPath[UUID]
) -> DebtorAccount:
    """Refuse an account that somebody else entered."""
    return await debtor_accounts.check(transaction, debtor_account_id, outcome="rejected", version=version)


ROUTES = [
    enter_debtor_account, list_debtor_accounts, read_debtor_account, verify_debtor_account, reject_debtor_account,
]  # fmt: skip
