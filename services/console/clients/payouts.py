"""merchants: what the bank answers and books of the payouts to shops, and what does not fit."""

from datetime import date, datetime
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
from services.console.clients.merchants import SERVICE


class BankAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the bank that was read, and how many of its lines became what."""

    id: UUID
    kind: str
    read_at: datetime
    applied: int
    known: int
    differences: int


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What the bank says and our payouts do not."""

    id: UUID
    version: int
    kind: str
    difference: str
    payout_id: UUID | None
    amount_minor: int | None
    currency: str | None
    booked_on: date | None


class Settling(msgspec.Struct, frozen=True, kw_only=True):
    """Why a difference needs nothing more."""

    settled_for: str


async def list_answers(caller: Caller) -> list[BankAnswer]:
    """Return the files of the bank that were read, the newest first."""
    return (await fetch_all(caller, SERVICE, "/bank-answers", BankAnswer))[::-1]


async def list_differences(caller: Caller) -> Listed[Difference]:
    """Return every difference that waits to be looked into."""
    return await fetch(caller, SERVICE, "/bank-differences", Listed[Difference], limit=200)


async def read_answer(caller: Caller, content: bytes) -> BankAnswer:
    """Read a pain.002 or camt.053; the same file again changes nothing."""
    return await send_file(caller, SERVICE, "/bank-answers", content, BankAnswer)


async def open_answer(caller: Caller, answer_id: UUID) -> httpx.Response:
    """Return a file of the bank, byte for byte."""
    return await fetch_file(caller, SERVICE, f"/bank-answers/{answer_id}/content")


async def settle(caller: Caller, line_id: UUID, settling: Settling, *, form: tuple[str, int | None]) -> Named:
    """Note why a difference needs nothing more; `form` is its key and the version that was seen."""
    key, version = form
    command = Command(path=f"/bank-differences/{line_id}/settle", body=settling, key=key, version=version)
    return await send(caller, SERVICE, command, Named)
