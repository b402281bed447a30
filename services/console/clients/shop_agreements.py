"""merchants: the agreement that a shop signs, as a PDF in its version."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import httpx
import msgspec

from services.console.clients.caller import Caller, Command, fetch, fetch_file, send
from services.console.clients.merchants import SERVICE

Language = Literal["el", "ar", "en"]


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement in one version and language; `sha256` is its paper's."""

    id: UUID
    agreement_version: str
    language: str
    status: str
    sha256: str
    offered_at: datetime
    signed_how: str | None
    signed_on: date | None


class Signing(msgspec.Struct, frozen=True, kw_only=True):
    """Which paper was read, and when it was signed."""

    sha256: str
    signed_on: date


async def list_agreements(caller: Caller, merchant_id: UUID) -> list[Agreement]:
    """Return a merchant's agreements, the newest first."""
    return (await fetch(caller, SERVICE, f"/merchants/{merchant_id}/agreements", list[Agreement]))[::-1]


async def offer(caller: Caller, merchant_id: UUID, language: Language, key: str) -> Agreement:
    """Have the agreement in force made for a merchant to sign."""
    path = f"/merchants/{merchant_id}/agreements"
    return await send(caller, SERVICE, Command(path=path, body={"language": language}, key=key), Agreement)


async def sign(caller: Caller, agreement_id: UUID, signing: Signing, key: str) -> Agreement:
    """Sign it, or note that the printed paper was signed."""
    return await send(
        caller, SERVICE, Command(path=f"/agreements/{agreement_id}/sign", body=signing, key=key), Agreement
    )


async def withdraw(caller: Caller, agreement_id: UUID, key: str) -> Agreement:
    """Take back an agreement that nobody has signed."""
    return await send(caller, SERVICE, Command(path=f"/agreements/{agreement_id}/withdraw", key=key), Agreement)


async def open_paper(caller: Caller, agreement_id: UUID) -> httpx.Response:
    """Return the PDF, byte for byte as it was offered."""
    return await fetch_file(caller, SERVICE, f"/agreements/{agreement_id}/content")
