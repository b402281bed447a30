"""registry, for finance: the account share of each run, the bank files that pay it, and what the bank answers."""

import asyncio
from datetime import date, datetime
from typing import Final
from uuid import UUID

import httpx
import msgspec

from services.console.clients.caller import (
    Caller,
    Command,
    Listed,
    Named,
    fetch,
    fetch_all,
    fetch_file,
    send,
    send_file,
)

SERVICE: Final = "registry"
RUNS_SHOWN: Final = 6
"""As many of the latest runs are shown with their sums."""


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """How many shares of a run have a status, and their sum."""

    status: str
    shares: int
    amount_minor: int


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A run's account shares in sums."""

    id: UUID
    programme: str
    month: date
    currency: str
    reserved_minor: int
    blocked: int
    """Open shares that cannot be paid now."""
    statuses: list[Total]

    @property
    def open_shares(self) -> int:
        """Return how many shares wait to be paid."""
        return sum(each.shares for each in self.statuses if each.status == "open")


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """A household's share that cannot be paid now, that the bank did not take, or that is never to be paid."""

    id: UUID
    version: int
    household_id: UUID
    month: date
    currency: str
    amount_minor: int
    status: str
    blocked_by: str | None
    reason: str | None
    """The bank's code."""
    verified_by: UUID | None
    """Who has seen anew that the account is in order."""
    cancellation_hash: str | None
    cancellation_proposed_by: UUID | None
    cancellation_expires_at: datetime | None


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A bank file, without names and accounts of people."""

    id: UUID
    version: int
    currency: str
    execution_date: date
    transfers_count: int
    total_minor: int
    status: str
    sha256: str
    expires_at: datetime
    prepared_by: UUID
    withdrawal_hash: str | None
    """Of the proposal that it is not paid after all."""
    withdrawal_proposed_by: UUID | None
    withdrawal_expires_at: datetime | None


class NewFile(msgspec.Struct, frozen=True, kw_only=True):
    """Which runs are paid, from which account, on which day."""

    run_ids: list[UUID]
    debtor_account_id: UUID
    execution_date: date


class DebtorAccount(msgspec.Struct, frozen=True, kw_only=True):
    """A public body's account, from which is paid."""

    id: UUID
    version: int
    programme: str
    name: str
    iban: str
    status: str
    entered_by: UUID


class NewDebtorAccount(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An account as it is entered."""

    programme: str
    currency: str
    name: str
    iban: str
    bic: str | None = None


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the bank says and that does not fit."""

    id: UUID
    version: int
    difference: str | None
    amount_minor: int | None
    currency: str | None
    booked_on: date | None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the bank, and how many of its lines became what."""

    id: UUID
    kind: str
    read_at: datetime
    applied: int
    open_differences: int


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that finance sees of payments to accounts, the newest first."""

    runs: list[Run]
    blocked: list[Share]
    unsettled: list[Share]
    files: list[File]
    accounts: list[DebtorAccount]
    differences: list[Difference]
    answers: list[Answer]


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A run in the list of all, without sums."""

    id: UUID


async def read_overview(caller: Caller) -> Overview:
    """Return runs, files, accounts that pay, and what the bank said."""
    files, accounts, differences, answers, unsettled, runs = await asyncio.gather(
        fetch_all(caller, SERVICE, "/bank-files", File),
        fetch_all(caller, SERVICE, "/debtor-accounts", DebtorAccount),
        fetch_all(caller, SERVICE, "/statement-differences", Difference),
        fetch_all(caller, SERVICE, "/bank-statements", Answer),
        fetch_all(caller, SERVICE, "/unsettled-account-shares", Share),
        latest_runs(caller),
    )
    return Overview(
        runs=runs,
        blocked=[share for run in runs if run.blocked for share in await list_blocked(caller, run.id)],
        unsettled=unsettled,
        files=files[::-1],
        accounts=[each for each in accounts[::-1] if each.status in {"entered", "verified"}],
        differences=differences,
        answers=answers[::-1],
    )


async def latest_runs(caller: Caller) -> list[Run]:
    """Return the latest runs with their sums, the newest first."""
    known = (await fetch_all(caller, SERVICE, "/account-share-runs", Known))[: -RUNS_SHOWN - 1 : -1]
    paths = [f"/account-share-runs/{each.id}" for each in known]
    return list(await asyncio.gather(*(fetch(caller, SERVICE, path, Run) for path in paths)))


async def list_blocked(caller: Caller, run_id: UUID) -> list[Share]:
    """Return a run's shares that cannot be paid now."""
    listed = await fetch(caller, SERVICE, "/account-shares", Listed[Share], run_id=run_id, status="blocked", limit=200)
    return listed.items


async def enter_account(caller: Caller, account: NewDebtorAccount, key: str) -> DebtorAccount:
    """Enter an account that pays; a second person verifies it."""
    return await send(caller, SERVICE, Command(path="/debtor-accounts", body=account, key=key), DebtorAccount)


async def check_account(caller: Caller, account_id: UUID, step: str, *, form: tuple[str, int | None]) -> DebtorAccount:
    """Verify or reject an account that somebody else entered."""
    key, version = form
    command = Command(path=f"/debtor-accounts/{account_id}/{step}", key=key, version=version)
    return await send(caller, SERVICE, command, DebtorAccount)


async def prepare_file(caller: Caller, new: NewFile, key: str) -> File:
    """Write a file of what is open, for a second person to approve."""
    return await send(caller, SERVICE, Command(path="/bank-files", body=new, key=key), File)


async def change_file(caller: Caller, file_id: UUID, step: str, *, form: tuple[str, int | None], seen: str) -> File:
    """Approve a file, quoting the hash of what was seen, refuse it, hand it out, or propose to withdraw it."""
    key, version = form
    body = {"sha256": seen} if step == "approve" else None
    command = Command(path=f"/bank-files/{file_id}/{step}", body=body, key=key, version=version)
    return await send(caller, SERVICE, command, File)


async def open_file(caller: Caller, file_id: UUID) -> httpx.Response:
    """Return a file that was handed out, byte for byte."""
    return await fetch_file(caller, SERVICE, f"/bank-files/{file_id}/content")


async def read_answer(caller: Caller, content: bytes) -> Answer:
    """Read a pain.002 or camt.053; the same file again changes nothing."""
    return await send_file(caller, SERVICE, "/bank-statements", content, Answer)


async def settle(caller: Caller, line_id: UUID, settled_for: str, *, form: tuple[str, int | None]) -> Difference:
    """Note why a difference needs nothing more."""
    key, version = form
    body = {"settled_for": settled_for}
    command = Command(path=f"/statement-differences/{line_id}/settle", body=body, key=key, version=version)
    return await send(caller, SERVICE, command, Difference)


async def match_again(caller: Caller, answer_id: UUID, key: str) -> Answer:
    """Look again at what of a file of the bank did not fit, after another one was read."""
    return await send(caller, SERVICE, Command(path=f"/bank-statements/{answer_id}/match-again", key=key), Answer)


async def change_share(caller: Caller, share_id: UUID, step: str, *, form: tuple[str, int | None]) -> Named:
    """Let a share be paid again, or propose never to pay it."""
    key, version = form
    command = Command(path=f"/account-shares/{share_id}/{step}", key=key, version=version)
    return await send(caller, SERVICE, command, Named)


async def agree(caller: Caller, path: str, *, form: tuple[str, int | None], seen: str) -> Named:
    """Agree, as the second person, to what was proposed of a file or a share, quoting the hash of what was seen."""
    key, version = form
    command = Command(path=path, body={"payload_hash": seen}, key=key, version=version)
    return await send(caller, SERVICE, command, Named)


async def list_came_back(caller: Caller, household_id: UUID) -> list[Share]:
    """Return what the bank did not take of a household's shares."""
    shares = await fetch_all(caller, SERVICE, f"/households/{household_id}/account-shares", Share)
    return [share for share in shares if share.status in {"rejected", "returned"}]


async def verify_account(caller: Caller, share_id: UUID, *, form: tuple[str, int | None]) -> Named:
    """Note that the household's account was seen on the bank's paper, as it is entered now."""
    key, version = form
    command = Command(path=f"/account-shares/{share_id}/verify-account", key=key, version=version)
    return await send(caller, SERVICE, command, Named)
