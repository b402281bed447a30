"""cards: what happens to a budget line after it was opened: moved, carried over, closed; and where its money is."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Named, Proposal, fetch, fetch_all, send
from services.console.clients.cards import SERVICE

Step = Literal["moves", "carry-over", "closing"]


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """Money for another line, by a numbered decision."""

    to_line_id: UUID
    amount_minor: int
    decision_number: str


class CarryOver(msgspec.Struct, frozen=True, kw_only=True):
    """Next year's line, and the number of the decision."""

    to_line_id: UUID
    decision_number: str


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """The number of the decision that closes a line."""

    decision_number: str


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What a carry-over would move, and what would stay with the old line."""

    to_line_id: UUID
    currency: str
    rest_minor: int
    reserved_minor: int
    open_lots: int
    open_lots_minor: int


class Balances(msgspec.Struct, frozen=True, kw_only=True):
    """What a line was granted, and where that is now, in minor units."""

    currency: str
    granted_minor: int
    moved_in_minor: int
    moved_out_minor: int
    returned_minor: int
    charged_minor: int
    reserved_minor: int
    account_paid_minor: int
    awarded_minor: int
    spent_minor: int
    withdrawn_minor: int
    unspent_minor: int
    available_minor: int


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision moved; None is the municipality's own account."""

    id: UUID
    kind: str
    budget_line_id: UUID | None
    to_line_id: UUID | None
    amount_minor: int
    currency: str
    decision_number: str
    moved_at: datetime


class Commitment(msgspec.Struct, frozen=True, kw_only=True):
    """Money set aside for an award or an order, and what of it was paid."""

    id: UUID
    kind: str
    currency: str
    amount_minor: int
    credited_minor: int
    state: str


class TopUpLine(msgspec.Struct, frozen=True, kw_only=True):
    """Whose right is topped up, and by how much."""

    membership_id: UUID
    amount_minor: int


class NewTopUp(msgspec.Struct, frozen=True, kw_only=True):
    """A one-off payment to the rights that a decision names."""

    programme: str
    budget_line_id: UUID
    month: date
    decision_number: str
    lines: list[TopUpLine]


async def read_balances(caller: Caller, line_id: UUID) -> Balances:
    """Return where a line's money is now."""
    return await fetch(caller, SERVICE, f"/budget-lines/{line_id}/balances", Balances)


async def list_movements(caller: Caller, line_id: UUID) -> list[Movement]:
    """Return which decisions put how much on a line, or took it off; the newest first."""
    return (await fetch_all(caller, SERVICE, f"/budget-lines/{line_id}/movements", Movement))[::-1]


async def list_commitments(caller: Caller, line_id: UUID) -> list[Commitment]:
    """Return what is set aside of a line for awards and orders and not paid whole yet."""
    found = await fetch_all(caller, SERVICE, f"/budget-lines/{line_id}/commitments", Commitment)
    return [each for each in found if each.state == "committed"]


async def preview_carry_over(caller: Caller, line_id: UUID, to_line_id: UUID) -> Preview:
    """Return what carrying a line over would move."""
    return await fetch(caller, SERVICE, f"/budget-lines/{line_id}/carry-over", Preview, to_line_id=to_line_id)


async def propose(caller: Caller, line_id: UUID, step: Step, body: Move | CarryOver | Closing, key: str) -> Proposal:
    """Propose to move money, to carry the rest over, or to close a line; somebody else has to agree."""
    return await send(caller, SERVICE, Command(path=f"/budget-lines/{line_id}/{step}", body=body, key=key), Proposal)


async def calculate_top_up(caller: Caller, top_up: NewTopUp, key: str) -> Named:
    """List who is topped up by a decision; nothing moves."""
    return await send(caller, SERVICE, Command(path="/top-ups", body=top_up, key=key), Named)
