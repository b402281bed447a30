"""cards, for the desk: PINs unlocked from afar by two people."""

from typing import Any
from uuid import UUID

from services.console.clients.caller import Caller, Command, Listed, Proposal, fetch, send
from services.console.clients.cards import SERVICE


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
