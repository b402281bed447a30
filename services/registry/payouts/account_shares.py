"""Account shares: what a run pays to accounts and not to cards, one for each household, and how far each has come.

Cards reserves the money and says so; registry knows the accounts. Every share of a run has one status and its amount
never changes, so the sums of the statuses are what was reserved.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.cards import RunFundsReserved
from contracts.registry import AccountShareCancelled, AccountShareSettled
from services.kit import proposals
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.events import publish
from services.kit.proposals import Proposing
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import check_version
from services.registry.households import households, protections
from services.registry.payouts import account_transfers, payees
from services.registry.payouts.account_transfers import AccountTransfer
from services.registry.people import kinships

queries = load_queries(__file__)

ShareStatus = Literal["open", "instructed", "paid", "rejected", "returned", "cancelled"]
TRANSITIONS: Mapping[ShareStatus, tuple[ShareStatus, ...]] = {
    "open": ("instructed", "cancelled"),
    "instructed": ("open", "paid", "rejected"),
    "paid": ("returned",),
    "rejected": ("open", "cancelled"),
    "returned": ("open", "cancelled"),
}
CANCELLATION = "cancel_account_share"


class ShareDiffers(Problem):
    """The run's money was reserved before with another amount for this household."""


class ShareInFile(Problem):
    """The share is in a bank file that waits for approval."""


class AccountShare(msgspec.Struct, frozen=True, kw_only=True):
    """One household's account share of a run, in minor units of the run's currency. No name, no account."""

    id: UUID
    version: int
    run_id: UUID
    membership_id: UUID
    household_id: UUID
    month: date
    currency: str
    amount_minor: int
    status: ShareStatus
    blocked_by: str | None
    """Why it was not put into a file when that was last tried, as a code."""
    reason: str | None
    """The bank's code when it did not pay or sent back."""
    transfer_id: UUID | None
    verified_by: UUID | None = None
    """Who saw, after the bank did not take it, that the account is in order."""
    cancellation_id: UUID | None = None
    """A cancellation that waits for a second person, with the hash to quote."""
    cancellation_hash: str | None = None
    cancellation_proposed_by: UUID | None = None
    cancellation_expires_at: datetime | None = None
    """Until when it can be agreed to; afterwards it is proposed again."""
    transfers: list[AccountTransfer] = []
    """Every attempt to pay it; left out of lists."""


class StatusTotal(msgspec.Struct, frozen=True, kw_only=True):
    """How many shares of a run have a status, and their sum."""

    status: ShareStatus
    shares: int
    amount_minor: int


class AccountShareRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run's account shares in sums: what was reserved is what the statuses add up to."""

    id: UUID
    programme: str
    budget_line_id: UUID
    month: date
    currency: str
    payout_id: UUID
    heard_at: datetime
    shares: int = 0
    reserved_minor: int = 0
    blocked: int = 0
    """Open shares that cannot be paid now."""
    statuses: list[StatusTotal] = []


class Cancelling(msgspec.Struct, frozen=True, kw_only=True):
    """What the second person agrees to: this share, in this status, will not be paid."""

    account_share_id: UUID
    status: ShareStatus
    amount_minor: int


async def hear(transaction: Transaction, event: RunFundsReserved) -> None:
    """Keep the instructions of a run's chunk; hearing it again changes nothing. Raises ShareDiffers."""
    await transaction.execute(
        queries.insert_run,
        event.run_id,
        event.programme,
        event.budget_line_id,
        event.currency,
        uuid7(),
        transaction.now,
    )
    shares = [share for share in event.account_shares if share.amount_minor > 0]
    membership_ids = [share.membership_id for share in shares]
    obstacles = await payees.obstacles(transaction, membership_ids)
    await transaction.execute(
        queries.insert_shares,
        event.run_id,
        event.month,
        [uuid7() for _ in shares],
        membership_ids,
        [share.household_id for share in shares],
        [share.amount_minor for share in shares],
        [obstacles.get(membership_id) for membership_id in membership_ids],
    )
    differing = await transaction.fetchval(
        queries.find_differing, event.run_id, event.month, membership_ids, [share.amount_minor for share in shares]
    )
    if differing is not None:
        raise ShareDiffers("Look at the run in cards.", account_share_id=differing)


async def find(transaction: Transaction, share_id: UUID) -> AccountShare:
    """Return a share with every attempt to pay it. Raises NotFound."""
    share = await transaction.fetch_struct(AccountShare, queries.select_shares, [share_id])
    if share is None:
        raise NotFound(f"There is no account share {share_id}.")
    return msgspec.structs.replace(share, transfers=await account_transfers.of_share(transaction, share_id))


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which shares to list."""

    run_id: UUID | None = None
    household_id: UUID | None = None
    status: ShareStatus | Literal["blocked"] | None = None
    after: UUID | None = None
    limit: int = 50


async def list_page(transaction: Transaction, wanted: Wanted) -> list[AccountShare]:
    """Return one share more than the limit, in the order in which they were heard of."""
    return await transaction.fetch_structs(
        AccountShare,
        queries.list_shares,
        wanted.run_id,
        wanted.household_id,
        wanted.status,
        wanted.after,
        wanted.limit + 1,
    )


async def list_unsettled(transaction: Transaction, *, after: UUID | None, limit: int) -> list[AccountShare]:
    """Return one more than the limit of those that the bank did not take or that are proposed never to be paid."""
    rows = await transaction.fetch(queries.unsettled_ids, transaction.now, after, limit + 1)
    return await transaction.fetch_structs(AccountShare, queries.select_shares, [row["id"] for row in rows])


async def list_to_mend(transaction: Transaction, *, after: UUID | None, limit: int) -> list[AccountShare]:
    """Return one more than the limit of those that wait until a caseworker has put the household's file in order."""
    wanted = (transaction.actor_id, account_transfers.PAYEES_PATTERN, after, limit + 1)
    rows = await transaction.fetch(queries.ids_to_mend, *wanted)
    return await transaction.fetch_structs(AccountShare, queries.select_shares, [row["id"] for row in rows])


async def of_household(
    transaction: Transaction, household_id: UUID, *, after: UUID | None, limit: int
) -> list[AccountShare]:
    """Return a household's shares for who works on its case. Raises NotFound, OwnCase, PersonsProtected."""
    await households.refuse_unknown(transaction, household_id)
    await kinships.refuse(transaction, [household_id])
    await protections.refuse_hidden_household(transaction, household_id)
    return await list_page(transaction, Wanted(household_id=household_id, after=after, limit=limit))


async def run_of(transaction: Transaction, run_id: UUID) -> AccountShareRun:
    """Return a run's sums. Raises NotFound."""
    run = await transaction.fetch_struct(AccountShareRun, queries.find_run, run_id)
    if run is None:
        raise NotFound(f"No money of a run {run_id} was reserved.")
    rows = await transaction.fetch(queries.select_totals, run_id)
    totals = [StatusTotal(status=row["status"], shares=row["shares"], amount_minor=row["amount_minor"]) for row in rows]
    return msgspec.structs.replace(
        run,
        shares=sum(total.shares for total in totals),
        reserved_minor=sum(total.amount_minor for total in totals),
        blocked=sum(row["blocked"] for row in rows),
        statuses=totals,
    )


async def list_runs(transaction: Transaction, *, after: UUID | None, limit: int) -> list[AccountShareRun]:
    """Return one run more than the limit, without sums."""
    return await transaction.fetch_structs(AccountShareRun, queries.list_runs, after, limit + 1)


async def take(transaction: Transaction, share_id: UUID, *, version: int) -> AccountShare:
    """Return a share locked until the end of the transaction. Raises NotFound, Stale, OwnCase."""
    await transaction.execute(queries.lock_share, share_id)
    share = await find(transaction, share_id)
    check_version(share.version, version)
    await kinships.refuse(transaction, [share.household_id])
    return share


async def propose_cancellation(transaction: Transaction, share_id: UUID, *, version: int) -> AccountShare:
    """Propose that a share will not be paid: its money returns to the budget line. Raises ShareInFile, ProposalOpen."""
    share = await take(transaction, share_id, version=version)
    transition(TRANSITIONS, share.status, "cancelled")
    if await transaction.fetchval(queries.in_live_file, share_id):
        raise ShareInFile("Reject that file first.")
    cancelling = Cancelling(account_share_id=share_id, status=share.status, amount_minor=share.amount_minor)
    await proposals.propose(transaction, Proposing(kind=CANCELLATION, subject_id=share_id, payload=cancelling))
    await transaction.execute(queries.touch_share, share_id)
    return await find(transaction, share_id)


async def cancel(transaction: Transaction, share_id: UUID, *, payload_hash: str, version: int) -> AccountShare:
    """Agree, as a second person, that a share will not be paid, and tell cards. Raises SameActor, ProposalChanged."""
    share = await take(transaction, share_id, version=version)
    status = transition(TRANSITIONS, share.status, "cancelled")
    if share.cancellation_id is None:
        raise NotFound("Nobody has proposed to cancel this share.")
    await proposals.approve(transaction, share.cancellation_id, payload_hash=payload_hash)
    agreed = await proposals.execute(transaction, share.cancellation_id, Cancelling)
    if agreed.status != share.status or await transaction.fetchval(queries.in_live_file, share_id):
        raise ShareInFile("The share has moved on since this was proposed.")
    await transaction.execute(queries.set_share_status, share_id, status)
    await publish(transaction, _cancelled(await run_of(transaction, share.run_id), share, transaction.today))
    return await find(transaction, share_id)


async def stoppable(transaction: Transaction, membership_id: UUID, since: date) -> list[AccountShare]:
    """Return a right's shares of months from then on that are neither paid, nor with the bank or in a file, locked."""
    rows = await transaction.fetch(queries.lock_stoppable, membership_id, since)
    return [await find(transaction, row["id"]) for row in rows]


async def stop(transaction: Transaction, stopped: Sequence[AccountShare]) -> None:
    """Cancel locked shares of a right that two people revoked, and tell cards."""
    for share in stopped:
        status = transition(TRANSITIONS, share.status, "cancelled")
        await transaction.execute(queries.set_share_status, share.id, status)
        await publish(transaction, _cancelled(await run_of(transaction, share.run_id), share, transaction.today))


def _cancelled(run: AccountShareRun, share: AccountShare, day: date) -> AccountShareCancelled:
    said = AccountShareSettled(
        instruction_id=share.id,
        membership_id=share.membership_id,
        household_id=share.household_id,
        amount_minor=share.amount_minor,
    )
    return AccountShareCancelled(
        payout_id=run.payout_id,
        run_id=run.id,
        programme=run.programme,
        month=share.month,
        currency=run.currency,
        cancelled_on=day,
        shares=[said],
    )
