"""Account changes: the account that is paid changes by two people; and what waits until one is in order."""

import asyncio
from datetime import date, datetime
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, fetch, fetch_all, send
from services.console.clients.registry.payouts import SERVICE, Share


class NewAccount(msgspec.Struct, frozen=True, kw_only=True):
    """The account as it stands on the bank's paper."""

    iban: str


class AccountChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change: who and when, and nothing of the account."""

    id: UUID
    version: int
    person_id: UUID
    state: str
    proposed_by: UUID
    proposed_at: datetime
    usable_from: date | None


class Accounts(msgspec.Struct, frozen=True, kw_only=True):
    """The accounts that are compared with the bank's paper."""

    iban: str | None
    present_iban: str | None


async def propose(caller: Caller, person_id: UUID, new: NewAccount, key: str) -> AccountChange:
    """Propose another account of a person, for a supervisor to confirm."""
    command = Command(path=f"/persons/{person_id}/account-changes", body=new, key=key)
    return await send(caller, SERVICE, command, AccountChange)


async def list_open(caller: Caller, **query: UUID) -> list[AccountChange]:
    """Return the changes that are proposed or whose cooling time runs, the oldest first: of all, or of a person."""
    states = ("proposed", "confirmed")
    asked = (fetch_all(caller, SERVICE, "/account-changes", AccountChange, status=state, **query) for state in states)
    return [change for changes in await asyncio.gather(*asked) for change in changes]


async def reveal(caller: Caller, change_id: UUID) -> Accounts:
    """Return both accounts; the look is kept."""
    return await fetch(caller, SERVICE, f"/account-changes/{change_id}/accounts", Accounts)


async def read(caller: Caller, change_id: UUID) -> AccountChange:
    """Return a change."""
    return await fetch(caller, SERVICE, f"/account-changes/{change_id}", AccountChange)


async def answer(caller: Caller, change_id: UUID, step: str, *, form: tuple[str, int | None]) -> Named:
    """Confirm a change as a second person, or stop it."""
    key, version = form
    return await send(
        caller, SERVICE, Command(path=f"/account-changes/{change_id}/{step}", key=key, version=version), Named
    )


async def list_to_mend(caller: Caller, cursor: str | None) -> Listed[Share]:
    """Return what waits until a household's file or account is in order, a page at a time."""
    return await fetch(caller, SERVICE, "/account-shares-to-mend", Listed[Share], cursor=cursor)
