"""cards, for the desk: PINs unlocked from afar by two people, telephones that pay, statements on paper."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, Proposal, fetch, send
from services.console.clients.cards import SERVICE


class Phone(msgspec.Struct, frozen=True, kw_only=True):
    """A telephone that pays as a card does."""

    id: UUID
    added_at: datetime
    removed_at: datetime | None


class PhoneCode(msgspec.Struct, frozen=True, kw_only=True):
    """The code by which a holder adds one telephone, shown this once."""

    code: str
    expires_at: datetime


async def propose_unlock(caller: Caller, card_id: UUID, recognised_by: str, key: str) -> Proposal:
    """Propose to give a blocked PIN its tries back."""
    body: dict[str, Any] = {"recognised_by": recognised_by}
    return await send(caller, SERVICE, Command(path=f"/cards/{card_id}/pin-unlocks", body=body, key=key), Proposal)


async def list_unlocks(caller: Caller) -> list[Proposal]:
    """Return the PINs that wait for a second person, oldest first."""
    return (await fetch(caller, SERVICE, "/pin-unlocks", Listed[Proposal])).items


async def answer_unlock(caller: Caller, proposal_id: UUID, answer: str, *, payload_hash: str, key: str) -> Proposal:
    """Agree, quoting the hash of what was seen, or refuse."""
    body = {"payload_hash": payload_hash} if answer == "approve" else None
    return await send(
        caller, SERVICE, Command(path=f"/pin-unlocks/{proposal_id}/{answer}", body=body, key=key), Proposal
    )


async def list_phones(caller: Caller, card_id: UUID) -> list[Phone]:
    """Return the telephones that pay for a card."""
    listed = await fetch(caller, SERVICE, f"/cards/{card_id}/phones", Listed[Phone])
    return [phone for phone in listed.items if phone.removed_at is None]


async def give_phone_code(caller: Caller, card_id: UUID) -> PhoneCode:
    """Make a code by which the holder adds one telephone within minutes."""
    return await send(caller, SERVICE, Command(path=f"/cards/{card_id}/phone-keys"), PhoneCode)


async def remove_phone(caller: Caller, phone_id: UUID, key: str) -> Named:
    """Let a telephone pay no more, at once."""
    return await send(caller, SERVICE, Command(path=f"/phones/{phone_id}/remove", key=key), Named)


async def order_statement(caller: Caller, wallet_id: UUID, month: date, key: str) -> Named:
    """Order a month's statement on paper; it waits among the letters."""
    return await send(
        caller, SERVICE, Command(path=f"/wallets/{wallet_id}/statements", body={"month": month}, key=key), Named
    )
