"""Batches: what one merchant is owed for one closed day, and which payout it went into."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.types import Currency
from services.kit.db import Transaction
from services.kit.errors import Problem
from services.kit.sql import load_queries
from services.merchants.joining import merchants

queries = load_queries(__file__)

BatchStatus = Literal["closed", "instructed", "paid", "returned"]


class BatchInstructed(Problem):
    """A batch of this file was paid out by another one in the meantime."""


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """One merchant's closed day. Below zero it is carried: netted with the days that come after."""

    id: UUID
    merchant_id: UUID
    settlement_date: date
    currency: Currency
    payments_count: int
    refunds_count: int
    respends_count: int
    net_minor: int
    status: BatchStatus
    payout_id: UUID | None
    closed_at: datetime
    version: int


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """What one merchant is owed for all days up to some date that no bank file has paid; its accounts carried in."""

    merchant_id: UUID
    batch_ids: list[UUID]
    net_minor: int
    adjustment_ids: list[UUID] = []
    """What came back of earlier payouts."""
    left: bool = False
    """The merchant has left: nothing will come on top."""


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which batches a list shows."""

    settlement_date: date | None = None
    merchant_id: UUID | None = None
    payout_id: UUID | None = None
    after: UUID | None = None
    limit: int = 50


async def list_all(transaction: Transaction, wanted: Filter) -> list[Batch]:
    """Return batches in the order of their closing, one more than the limit; an owner sees the own merchant's."""
    return await transaction.fetch_structs(
        Batch,
        queries.select_batches,
        wanted.settlement_date,
        wanted.merchant_id,
        None if merchants.sees_all(transaction) else transaction.actor_id,
        wanted.after,
        wanted.limit + 1,
        wanted.payout_id,
    )


async def open_until(transaction: Transaction, settlement_date: date, currency: str) -> list[Open]:
    """Return what each merchant is owed for the days up to this one; it may be below zero."""
    return await transaction.fetch_structs(Open, queries.select_open, settlement_date, currency)


async def instruct(
    transaction: Transaction, payout_of: dict[UUID, UUID], payout_of_adjustment: dict[UUID, UUID]
) -> None:
    """Bind each batch and adjustment to its payout, for ever. Raises BatchInstructed when one is bound already."""
    bound = await transaction.execute(queries.instruct_batches, list(payout_of), list(payout_of.values()))
    bound += await transaction.execute(
        queries.instruct_adjustments, list(payout_of_adjustment), list(payout_of_adjustment.values())
    )
    if bound != len(payout_of) + len(payout_of_adjustment):
        raise BatchInstructed("Propose the file anew; what was paid in the meantime is left out of it.")
