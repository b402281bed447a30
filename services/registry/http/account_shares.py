"""What is paid to accounts: for finance in ids and amounts, for a household's caseworker by household."""

from typing import Literal
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.proposals import Quoted
from services.kit.web import Limit, Page, decode_cursor, page
from services.registry.payouts import account_checks, account_shares
from services.registry.payouts.account_shares import AccountShare, AccountShareRun, ShareStatus, Wanted

FINANCE = ("finance_approver", "finance_officer", "auditor")


@get("/account-share-runs", guards=[requires(*FINANCE)], tags=["account shares"])
async def list_account_share_runs(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[AccountShareRun]:
    """Return the runs whose money was reserved, without sums."""
    return page(await account_shares.list_runs(transaction, after=decode_cursor(cursor), limit=limit), limit)


@get("/account-share-runs/{run_id:uuid}", guards=[requires(*FINANCE)], tags=["account shares"])
async def read_account_share_run(transaction: NamedDependency[Transaction], run_id: FromPath[UUID]) -> AccountShareRun:
    """Return a run's account shares in sums: the statuses add up to what was reserved."""
    return await account_shares.run_of(transaction, run_id)


@get("/account-shares", guards=[requires(*FINANCE)], tags=["account shares"])
async def list_account_shares(
    transaction: NamedDependency[Transaction],
    run_id: FromQuery[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
    status: FromQuery[ShareStatus | Literal["blocked"] | None] = None,
) -> Page[AccountShare]:
    """Return a run's account shares; of the open ones, `blocked` are those that cannot be paid now, with the reason."""
    wanted = Wanted(run_id=run_id, status=status, after=decode_cursor(cursor), limit=limit)
    return page(await account_shares.list_page(transaction, wanted), limit)


@get("/unsettled-account-shares", guards=[requires(*FINANCE)], tags=["account shares"])
async def list_unsettled_account_shares(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[AccountShare]:
    """Return, of any month, what the bank did not take and what somebody proposes never to pay."""
    return page(await account_shares.list_unsettled(transaction, after=decode_cursor(cursor), limit=limit), limit)


@get("/account-shares-to-mend", guards=[requires("caseworker", "supervisor")], tags=["account shares"])
async def list_account_shares_to_mend(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[AccountShare]:
    """Return, of any month, what waits until a caseworker has put the household's file or account in order."""
    return page(await account_shares.list_to_mend(transaction, after=decode_cursor(cursor), limit=limit), limit)


@get("/account-shares/{share_id:uuid}", guards=[requires(*FINANCE)], tags=["account shares"])
async def read_account_share(transaction: NamedDependency[Transaction], share_id: FromPath[UUID]) -> AccountShare:
    """Return an account share with every attempt to pay it."""
    return await account_shares.find(transaction, share_id)


@get(
    "/households/{household_id:uuid}/account-shares",
    guards=[requires("caseworker", "supervisor")],
    tags=["account shares"],
)
async def list_account_shares_of_household(
    transaction: NamedDependency[Transaction],
    household_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[AccountShare]:
    """Return what was paid to a household's account, or waits, with the reason."""
    after = decode_cursor(cursor)
    return page(await account_shares.of_household(transaction, household_id, after=after, limit=limit), limit)


@post("/account-shares/{share_id:uuid}/verify-account", guards=[requires("caseworker")], tags=["account shares"])
@idempotent(account_shares.find, kept=True)
async def verify_account(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], share_id: FromPath[UUID]
) -> AccountShare:
    """Note that the payee's account, as it is entered now, was seen on the bank's paper."""
    return await account_checks.verify(transaction, share_id, version=version)


@post("/account-shares/{share_id:uuid}/reopen", guards=[requires("finance_officer")], tags=["account shares"])
@idempotent(account_shares.find, kept=True)
async def reopen_account_share(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], share_id: FromPath[UUID]
) -> AccountShare:
    """Let a share that the bank did not take be paid again, to an account that somebody else verified."""
    return await account_checks.reopen(transaction, share_id, version=version)


@post("/account-shares/{share_id:uuid}/cancel", guards=[requires("finance_officer")], tags=["account shares"])
@idempotent(account_shares.find, kept=True)
async def propose_cancellation(
    transaction: NamedDependency[Transaction], version: NamedDependency[int], share_id: FromPath[UUID]
) -> AccountShare:
    """Propose that a share will never be paid, so that its money returns to the budget line."""
    return await account_shares.propose_cancellation(transaction, share_id, version=version)


@post("/account-shares/{share_id:uuid}/cancel/approve", guards=[requires("finance_approver")], tags=["account shares"])
@idempotent(account_shares.find, kept=True)
async def cancel_account_share(
    data: JSONBody[Quoted],
    transaction: NamedDependency[Transaction],
    version: NamedDependency[int],
    share_id: FromPath[UUID],
) -> AccountShare:
    """Agree, quoting the hash, that a share will never be paid."""
    return await account_shares.cancel(transaction, share_id, payload_hash=data.payload_hash, version=version)


ROUTES = [
    list_account_share_runs, read_account_share_run, list_account_shares, list_unsettled_account_shares,
    list_account_shares_to_mend, read_account_share, list_account_shares_of_household, verify_account,
    reopen_account_share, propose_cancellation, cancel_account_share,
]  # fmt: skip
