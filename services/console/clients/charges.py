"""cards: what shops are charged: fees of a month, what is taken back of them, and what of that is given back."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, Proposal, fetch, send
from services.console.clients.cards import SERVICE

Reason = Literal["goods_not_given", "goods_not_allowed", "cash_given", "price_raised", "terms_broken"]


class Charge(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop was charged."""

    id: UUID
    merchant_id: UUID
    kind: str
    budget_line_id: UUID
    currency: str
    amount_minor: int
    month: date | None
    reason: str | None
    payment_id: UUID | None
    reverses_id: UUID | None
    reversed: bool
    decision_number: str
    charged_at: datetime


class FeeLine(msgspec.Struct, frozen=True, kw_only=True):
    """A shop's sales of a month, and its fee."""

    merchant_id: UUID
    net_minor: int
    amount_minor: int


class Fees(msgspec.Struct, frozen=True, kw_only=True):
    """What shops would pay for a month."""

    programme: str
    month: date
    currency: str
    basis_points: int
    monthly_minor: int
    total_minor: int
    lines: list[FeeLine]


class NewFees(msgspec.Struct, frozen=True, kw_only=True):
    """A month's fees, the line that receives them, and the number of the decision."""

    programme: str
    month: date
    budget_line_id: UUID
    decision_number: str


class ClawBack(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a shop pays back to a line, why, by which decision, and of which sale if it is about one."""

    merchant_id: UUID
    budget_line_id: UUID
    amount_minor: int
    reason: Reason
    decision_number: str
    payment_id: UUID | None = None


class TakingBack(msgspec.Struct, frozen=True, kw_only=True):
    """The number of the decision by which a charge is taken back."""

    decision_number: str


async def list_charges(caller: Caller, merchant_id: UUID | None, cursor: str | None) -> Listed[Charge]:
    """Return what shops were charged, of one or of all."""
    return await fetch(caller, SERVICE, "/charges", Listed[Charge], merchant_id=merchant_id, cursor=cursor)


async def read_charge(caller: Caller, charge_id: UUID) -> Charge:
    """Return a charge."""
    return await fetch(caller, SERVICE, f"/charges/{charge_id}", Charge)


async def preview_fees(caller: Caller, programme: str, month: date) -> Fees:
    """Return what shops would pay for a month."""
    return await fetch(caller, SERVICE, "/fees", Fees, programme=programme, month=month.isoformat())


async def propose(caller: Caller, path: str, body: NewFees | ClawBack | TakingBack, key: str) -> Proposal:
    """Propose fees, a claw-back or that a charge is taken back; somebody else has to agree."""
    return await send(caller, SERVICE, Command(path=path, body=body, key=key), Proposal)
