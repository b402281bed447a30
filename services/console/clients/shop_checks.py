"""merchants: what an officer looks at before and while a shop takes the card: its papers, and who it may be already."""

from datetime import date, datetime
from uuid import UUID

import httpx
import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, fetch, fetch_file, send, send_file
from services.console.clients.merchants import SERVICE, Merchant


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper of a shop. Without a file it is an original that was seen."""

    id: UUID
    kind: str
    file_id: UUID | None
    valid_until: date | None
    handed_in_at: datetime
    rejected_for: str | None


class Seen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An original that was shown and given back."""

    kind: str
    valid_until: date | None = None


class Rejection(msgspec.Struct, frozen=True, kw_only=True):
    """Why a paper does not count, as a code."""

    reason: str


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """One look at a shop's papers that found them in order."""

    id: UUID
    verified_by: UUID
    verified_at: datetime
    valid_until: date


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """A shop that looks like another, and what an officer has said of it."""

    id: UUID
    trade_name: str
    status: str
    likenesses: list[str]
    ruled_at: datetime | None
    reason: str | None


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """Why two shops are different businesses."""

    reason: str


async def list_papers(caller: Caller, merchant_id: UUID) -> list[Paper]:
    """Return a shop's papers, the newest first."""
    return (await fetch(caller, SERVICE, f"/merchants/{merchant_id}/papers", list[Paper]))[::-1]


async def hand_in(caller: Caller, merchant_id: UUID, seen: Seen, content: bytes) -> Paper:
    """Keep a photograph or a PDF of a paper."""
    query = {"kind": seen.kind} | ({"valid_until": seen.valid_until.isoformat()} if seen.valid_until else {})
    return await send_file(caller, SERVICE, f"/merchants/{merchant_id}/papers", content, Paper, **query)


async def see_original(caller: Caller, merchant_id: UUID, seen: Seen, key: str) -> Paper:
    """Note that an original was shown."""
    return await send(caller, SERVICE, Command(path=f"/merchants/{merchant_id}/originals", body=seen, key=key), Paper)


async def reject(caller: Caller, paper_id: UUID, rejection: Rejection, key: str) -> Named:
    """Refuse a paper; it counts no more."""
    return await send(caller, SERVICE, Command(path=f"/papers/{paper_id}/reject", body=rejection, key=key), Named)


async def open_paper(caller: Caller, paper_id: UUID) -> httpx.Response:
    """Return a paper's file; the look is kept."""
    return await fetch_file(caller, SERVICE, f"/papers/{paper_id}/content")


async def list_verifications(caller: Caller, merchant_id: UUID) -> list[Verification]:
    """Return who looked at a shop's papers when, the newest first."""
    return (await fetch(caller, SERVICE, f"/merchants/{merchant_id}/verifications", list[Verification]))[::-1]


async def list_due(caller: Caller, cursor: str | None) -> Listed[Merchant]:
    """Return the shops that have to be verified again soon, or should have been."""
    return await fetch(caller, SERVICE, "/verifications-due", Listed[Merchant], cursor=cursor)


async def list_likenesses(caller: Caller, merchant_id: UUID) -> list[Likeness]:
    """Return the shops that share an account, a telephone number or nearly the name with one."""
    return await fetch(caller, SERVICE, f"/merchants/{merchant_id}/duplicates", list[Likeness])


async def tell_apart(caller: Caller, merchant_id: UUID, other_id: UUID, ruling: Ruling) -> list[Likeness]:
    """Say that two shops are different businesses; said again, the first ruling stands."""
    path = f"/merchants/{merchant_id}/duplicates/{other_id}/dismiss"
    return await send(caller, SERVICE, Command(path=path, body=ruling), list[Likeness])
