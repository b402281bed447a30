"""Where a payment has come: from the till over ledger, seal and settlement day to the events that others hear.

It tells an operator what has happened to a payment and what has not, and nobody whose it was: no card, no wallet, no
basket. Every look is audited.
"""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.kit import audit
from services.kit.db import Database, Transaction
from services.kit.errors import NotFound
from services.kit.sql import load_queries

queries = load_queries(__file__)


class TracedTransfer(msgspec.Struct, frozen=True, kw_only=True):
    """A movement of money that the payment or one of its refunds has made."""

    id: UUID
    kind: Literal["payment", "refund"]
    posted_at: datetime
    settlement_date: date
    amount_minor: int
    """The sum of the sides that received."""
    leaf: int | None
    """Its place in the sealed tree; absent for the seconds until it is sealed."""


class TracedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event that tells others of the payment."""

    id: UUID
    type: str
    sequence: int
    recorded_at: datetime
    published_at: datetime | None
    """When NATS had it; absent while it waits for the relay."""


class SealedBy(msgspec.Struct, frozen=True, kw_only=True):
    """The first signed checkpoint that vouches for all of the payment's transfers."""

    size: int
    sealed_at: datetime


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """A payment as its row tells it, without whose it was."""

    id: UUID
    merchant_id: UUID
    till_id: UUID
    authorisation_id: UUID | None
    status: Literal["captured", "declined"]
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


class Trace(Figures, frozen=True, kw_only=True):
    """A payment and where it has come. Amounts in minor units."""

    transfers: list[TracedTransfer]
    sealed_by: SealedBy | None
    events: list[TracedEvent]


async def of_payment(transaction: Transaction, worker: Database, payment_id: UUID) -> Trace:
    """Return where a payment has come. Raises NotFound.

    The event log is the worker's: the login of the HTTP door may add to it and not read it.
    """
    figures = await transaction.fetch_struct(Figures, queries.payment, payment_id)
    if figures is None:
        raise NotFound("There is no such payment.")
    await audit.record(transaction, "payment_traced", object_type="payment", object_ids=[payment_id])
    transfers = await transaction.fetch_structs(TracedTransfer, queries.transfers, payment_id)
    async with worker.transaction(transaction.context) as reading:
        events = await reading.fetch_structs(TracedEvent, queries.events, payment_id)
    return Trace(
        **msgspec.structs.asdict(figures),
        transfers=transfers,
        sealed_by=await sealed_by(transaction, transfers),
        events=events,
    )


async def sealed_by(transaction: Transaction, transfers: list[TracedTransfer]) -> SealedBy | None:
    """Return the first checkpoint over all of these transfers; None while one of them is not sealed."""
    places = [each.leaf for each in transfers if each.leaf is not None]
    if not places or len(places) < len(transfers):
        return None
    return await transaction.fetch_struct(SealedBy, queries.checkpoint, transaction.municipality_id, max(places))
