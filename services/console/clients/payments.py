"""One payment followed: why it was decided so, where its money has come, what proves it, and who has heard of it."""

import asyncio
from datetime import date, datetime
from typing import Final
from uuid import UUID

import httpx
import msgspec

from services.console.clients.caller import Caller, Listed, fetch, fetch_file
from services.console.clients.cards import SERVICE
from services.console.clients.services import optional

HEARERS: Final = ("registry", "merchants", "incubator", "reporting")
"""Services that events of cards may concern."""


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """A movement of money that the payment or one of its refunds has made. `leaf` is its place in the sealed list."""

    id: UUID
    kind: str
    posted_at: datetime
    settlement_date: date
    amount_minor: int
    leaf: int | None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """An event that tells other services of the payment."""

    id: UUID
    type: str
    recorded_at: datetime
    published_at: datetime | None


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """The first signed list that holds all of the payment's transfers."""

    size: int
    sealed_at: datetime


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a payment has come. It says nothing of whose it was."""

    id: UUID
    merchant_id: UUID
    authorisation_id: UUID | None
    status: str
    decline_code: str | None
    currency: str
    requested_minor: int
    amount_minor: int
    bonus_minor: int
    refunded_minor: int
    refunded_bonus_minor: int
    paid_at: datetime
    settlement_date: date | None
    settlement_closed_at: datetime | None
    transfers: list[Transfer]
    sealed_by: Seal | None
    events: list[Told]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that was looked at, and whether all of the sale got by it."""

    rule: str
    passed: bool


class Draw(msgspec.Struct, frozen=True, kw_only=True):
    """What was taken from a month's money."""

    lot_id: UUID
    amount_minor: int


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A decision: the rules in their order, and what was drawn."""

    rules: list[Rule] = []
    draws: list[Draw] = []


class Lot(msgspec.Struct, frozen=True, kw_only=True):
    """A month's money of a programme, as the decision knew it."""

    id: UUID
    programme: str


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger knew when it decided."""

    lots: list[Lot] = []


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it was stored, and whether deciding again on the same facts gives the same."""

    versions: dict[str, str]
    standing: Standing
    stored: Decided
    identical: bool

    @property
    def drawn(self) -> dict[str, int]:
        """Return what each programme has paid."""
        programmes = {lot.id: lot.programme for lot in self.standing.lots}
        sums: dict[str, int] = {}
        for draw in self.stored.draws:
            name = programmes.get(draw.lot_id, "")
            sums[name] = sums.get(name, 0) + draw.amount_minor
        return sums


class ShopsDay(msgspec.Struct, frozen=True, kw_only=True):
    """A shop's closed day, and the payout that pays it once there is one."""

    settlement_date: date
    currency: str
    net_minor: int
    status: str
    payout_id: UUID | None


class Payout(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop was paid, and what the bank made of it."""

    id: UUID
    execution_date: date
    currency: str
    amount_minor: int
    status: str
    paid_on: date | None
    returned_on: date | None


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a service has heard an event, and what became of it there."""

    outcome: str | None = None


async def trace(caller: Caller, payment_id: UUID) -> Trace:
    """Return where a payment has come; that one looked is kept."""
    return await fetch(caller, SERVICE, f"/payments/{payment_id}/trace", Trace)


async def read_decision(caller: Caller, payment_id: UUID) -> Decision | None:
    """Return why a payment was decided so; None where nothing was decided for it itself. The look is kept."""
    return await optional(fetch(caller, SERVICE, f"/payments/{payment_id}/decision", Decision))


async def take_proof(caller: Caller, payment_id: UUID) -> httpx.Response:
    """Return what shows to anybody that a payment is in the ledger that was signed."""
    return await fetch_file(caller, SERVICE, f"/payments/{payment_id}/proof")


async def read_shops_day(caller: Caller, merchant_id: UUID, day: date) -> tuple[ShopsDay | None, Payout | None]:
    """Return the shop's day that a payment was settled with, and the payout that paid it."""
    listed = await optional(
        fetch(
            caller, "merchants", "/batches", Listed[ShopsDay],
            merchant_id=merchant_id, settlement_date=day.isoformat(),
        )
    )  # fmt: skip
    found = listed.items[0] if listed and listed.items else None
    if found is None or found.payout_id is None:
        return found, None
    return found, await optional(fetch(caller, "merchants", f"/payouts/{found.payout_id}", Payout))


async def list_hearers(caller: Caller, event_id: UUID) -> dict[str, Heard | None]:
    """Return what became of an event in each service; None for one that does not answer."""
    asked = (optional(fetch(caller, each, "/inbox", Heard, event_id=event_id)) for each in HEARERS)
    return dict(zip(HEARERS, await asyncio.gather(*asked), strict=True))
