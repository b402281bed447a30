"""Lots that move with people: a share of each goes to another wallet, or what is left returns to its budget line.

A lot keeps programme, budget line, month and last day wherever it goes, and every move is a recorded transfer.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from services.cards.ledger import wallets
from services.cards.ledger.wallets import Money, TransferKind
from services.kit.db import Transaction, uuid7
from services.kit.sql import load_queries

queries = load_queries(__file__)

WHOLE = 10_000
"""Basis points: all of a lot."""


class OpenLot(msgspec.Struct, frozen=True, kw_only=True):
    """What a wallet still holds of a lot, and the wallet of the budget line that it came from."""

    id: UUID
    wallet_id: UUID
    programme: str
    budget_line_id: UUID
    month: date
    expires_on: date
    remaining_minor: int
    currency: str
    line_wallet_id: UUID


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a lot on its way to another wallet."""

    lot: OpenLot
    amount_minor: int
    target_id: UUID


async def move(transaction: Transaction, source_id: UUID, target_id: UUID, *, basis_points: int) -> None:
    """Move a share of each lot of a wallet to another one, rounded down to the minor unit."""
    await wallets.lock(transaction, [source_id, target_id])
    lots = await transaction.fetch_structs(OpenLot, queries.open_lots, source_id)
    parts = [
        Part(lot=lot, amount_minor=share, target_id=target_id)
        for lot in lots
        if (share := lot.remaining_minor * basis_points // WHOLE)
    ]
    transfer_id = await post(transaction, "household_change", source_id, parts)
    if transfer_id is None:
        return
    new_ids = [uuid7() for _ in parts]
    lot_ids, amounts = [part.lot.id for part in parts], [part.amount_minor for part in parts]
    await transaction.execute(queries.insert_moved, target_id, new_ids, lot_ids, amounts)
    await note(transaction, transfer_id, parts, new_ids)


async def give_back(transaction: Transaction, source_id: UUID) -> None:
    """Return all that a wallet holds to the budget lines that it came from."""
    await wallets.lock_found(transaction, lambda: wallets_to_return(transaction, source_id))
    lots = await transaction.fetch_structs(OpenLot, queries.open_lots, source_id)
    await send_back(transaction, "lot_return", source_id, lots)


async def wallets_to_return(transaction: Transaction, source_id: UUID) -> set[UUID]:
    """Return a wallet and those of the budget lines to which its money would return."""
    return {row["id"] for row in await transaction.fetch(queries.wallets_to_return, source_id)}


async def send_back(transaction: Transaction, kind: TransferKind, subject_id: UUID, lots: Sequence[OpenLot]) -> None:
    """Return what is left of lots to the budget lines that they came from, as one transfer."""
    parts = [Part(lot=lot, amount_minor=lot.remaining_minor, target_id=lot.line_wallet_id) for lot in lots]
    transfer_id = await post(transaction, kind, subject_id, parts)
    if transfer_id is not None:
        await note(transaction, transfer_id, parts, [None for _ in parts])


async def leave(transaction: Transaction, source_id: UUID, *, into_id: UUID | None) -> None:
    """Empty a wallet for good: into another one or back to the budget lines; what a refund brings later follows."""
    await transaction.execute(queries.leave_wallet, source_id, into_id, transaction.today)
    await transaction.execute(queries.redirect_left, source_id, into_id)
    await follow(transaction, source_id)


async def follow(transaction: Transaction, wallet_id: UUID) -> None:
    """Send what came into a wallet that was left where its money went; nothing happens to any other wallet."""
    left = await transaction.fetchrow(queries.left_wallet, wallet_id)
    if left is None:
        return
    if left["into_wallet_id"] is None:
        await give_back(transaction, wallet_id)
    else:
        await move(transaction, wallet_id, left["into_wallet_id"], basis_points=WHOLE)


async def post(transaction: Transaction, kind: TransferKind, subject_id: UUID, parts: Sequence[Part]) -> UUID | None:
    """Post parts of lots as one transfer and return its id; None when there is nothing to move."""
    if not parts:
        return None
    wallet_ids = {part.lot.wallet_id for part in parts} | {part.target_id for part in parts}
    balances = await wallets.lock(transaction, list(wallet_ids))
    entries = [
        entry
        for part in parts
        for entry in wallets.pair(
            balances,
            part.lot.wallet_id,
            part.target_id,
            Money(
                amount_minor=part.amount_minor,
                currency=part.lot.currency,
                programme=part.lot.programme,
                budget_line_id=part.lot.budget_line_id,
                month=part.lot.month,
            ),
        )
    ]
    transfer = wallets.transfer(transaction, kind, subject_id, entries)
    await wallets.post(transaction, [transfer], balances)
    return transfer.id


async def note(
    transaction: Transaction, transfer_id: UUID, parts: Sequence[Part], new_ids: Sequence[UUID | None]
) -> None:
    """Take the parts from their lots and keep which transfer took them where."""
    lot_ids, amounts = [part.lot.id for part in parts], [part.amount_minor for part in parts]
    await transaction.execute(queries.take_from_lots, lot_ids, amounts)
    move_ids = [uuid7() for _ in parts]
    await transaction.execute(queries.insert_moves, transfer_id, move_ids, lot_ids, list(new_ids), amounts)
