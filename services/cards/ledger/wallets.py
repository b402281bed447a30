"""Wallets and the ledger: who holds how much, and the one way in which it moves."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.cards import WalletOpened
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem
from services.kit.events import publish
from services.kit.sql import load_queries

queries = load_queries(__file__)

WalletKind = Literal["household", "pot", "budget_line", "reserved", "merchant", "outside"]
TransferKind = Literal[
    "funding", "reservation", "credit", "release", "payment", "refund", "payout", "payout_return", "account_share",
    "account_share_return", "household_change", "lot_return", "line_move", "line_return", "expiry", "respend",
    "grant", "grant_return", "provisional_credit", "provisional_return", "charge", "charge_return",
    "order_payment",
]  # fmt: skip


class InsufficientFunds(Problem):
    """The wallet does not hold that much."""


class Wallet(msgspec.Struct, frozen=True, kw_only=True):
    """What someone holds in one currency, in minor units."""

    id: UUID
    kind: WalletKind
    owner_id: UUID
    currency: str
    balance_minor: int
    version: int
    next_expiry_on: date | None = None
    next_expiry_minor: int | None = None
    """How much of the balance can be spent until the next expiry date only."""


class Lot(msgspec.Struct, frozen=True, kw_only=True):
    """Money credited for one month, until it is spent or expires."""

    id: UUID
    programme: str
    budget_line_id: UUID
    month: date
    expires_on: date
    credited_minor: int
    remaining_minor: int
    held_minor: int
    """How much of what remains is reserved for shops."""
    cash_minor: int
    """How much of what is free can be withdrawn as cash."""


class WalletWithLots(msgspec.Struct, frozen=True, kw_only=True):
    """A wallet and the lots in it, soonest expiry first."""

    id: UUID
    currency: str
    balance_minor: int
    held_minor: int
    """How much of the balance is reserved for shops."""
    available_minor: int
    version: int
    next_expiry_on: date | None
    next_expiry_minor: int | None
    lots: list[Lot]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One side of a transfer. `balance_minor` is set for wallets that are locked."""

    wallet_id: UUID
    amount_minor: int
    currency: str
    balance_minor: int | None = None
    programme: str | None = None
    budget_line_id: UUID | None = None
    month: date | None = None


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """One movement of money: entries that sum to zero."""

    id: UUID
    kind: TransferKind
    subject_id: UUID
    municipality_id: UUID
    posted_at: datetime
    entries: list[Entry]
    settlement_date: date | None = None


class Money(msgspec.Struct, frozen=True, kw_only=True):
    """An amount on its way, with what it keeps to know itself by: programme, budget line and month."""

    amount_minor: int
    currency: str
    programme: str | None = None
    budget_line_id: UUID | None = None
    month: date | None = None


def pair(balances: dict[UUID, int], source: UUID, target: UUID, money: Money) -> list[Entry]:
    """Return the two sides of a movement, and note in `balances` what it leaves in wallets that are locked there."""
    entries = []
    for wallet_id, amount in ((source, -money.amount_minor), (target, money.amount_minor)):
        if wallet_id in balances:
            balances[wallet_id] += amount
        entries.append(
            Entry(
                wallet_id=wallet_id,
                amount_minor=amount,
                currency=money.currency,
                balance_minor=balances.get(wallet_id),
                programme=money.programme,
                budget_line_id=money.budget_line_id,
                month=money.month,
            )
        )
    return entries


def transfer(
    transaction: Transaction,
    kind: TransferKind,
    subject_id: UUID,
    entries: list[Entry],
    settlement_date: date | None = None,
) -> Transfer:
    """Return a transfer of the transaction's tenant and time."""
    return Transfer(
        id=uuid7(),
        kind=kind,
        subject_id=subject_id,
        municipality_id=transaction.municipality_id,
        posted_at=transaction.now,
        entries=entries,
        settlement_date=settlement_date,
    )


async def open_wallet(transaction: Transaction, *, kind: WalletKind, owner_id: UUID, currency: str) -> Wallet:
    """Return the owner's wallet of this kind and currency, opened now if there is none."""
    row = await transaction.fetchrow(queries.open_wallet, uuid7(), kind, owner_id, currency)
    assert row is not None
    wallet = msgspec.convert({name: value for name, value in row.items() if name != "is_new"}, Wallet)
    if row["is_new"] and kind == "household":
        await publish(transaction, WalletOpened(wallet_id=wallet.id, household_id=owner_id, currency=currency))
    return wallet


async def get(transaction: Transaction, wallet_id: UUID) -> Wallet:
    """Return a wallet. Raises NotFound."""
    wallet = await transaction.fetch_struct(Wallet, queries.get_wallet, wallet_id, transaction.today)
    if wallet is None:
        raise NotFound("There is no such wallet.")
    return wallet


async def get_with_lots(transaction: Transaction, wallet_id: UUID) -> WalletWithLots:
    """Return a wallet with its lots. Raises NotFound."""
    wallet = await get(transaction, wallet_id)
    lots = await transaction.fetch_structs(Lot, queries.lots_of_wallet, wallet_id)
    held = sum(lot.held_minor for lot in lots)
    return WalletWithLots(
        id=wallet.id,
        currency=wallet.currency,
        balance_minor=wallet.balance_minor,
        held_minor=held,
        available_minor=wallet.balance_minor - held,
        version=wallet.version,
        next_expiry_on=wallet.next_expiry_on,
        next_expiry_minor=wallet.next_expiry_minor,
        lots=lots,
    )


async def lock(transaction: Transaction, wallet_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Lock wallets that pay, in one order, and return the balances of those that keep one."""
    rows = await transaction.fetch(queries.lock_balances, list(wallet_ids))
    return {row["id"]: row["balance_minor"] for row in rows if row["balance_minor"] is not None}


class _OthersToLock(Exception):
    """While the locks were waited for, it was decided that the money goes elsewhere."""


async def lock_found(transaction: Transaction, find: Callable[[], Awaitable[set[UUID]]]) -> dict[UUID, int]:
    """Lock the wallets that `find` returns, all in the one order, and return their balances.

    Which ones they are may change while the locks are waited for: then they are let go, and it begins anew. Locking
    what was missing afterwards would be another order, in which two could wait for each other.
    """
    while True:
        found = await find()
        try:
            async with transaction.attempt():
                balances = await lock(transaction, list(found))
                if await find() - found:
                    raise _OthersToLock
                return balances
        except _OthersToLock:
            continue


def row_of(transfer: Transfer, entry: Entry) -> tuple[object, ...]:
    """Return a side of a transfer as a row of `insert_entries`."""
    return (
        transfer.id,
        entry.wallet_id,
        entry.currency,
        entry.amount_minor,
        entry.balance_minor,
        entry.programme,
        entry.budget_line_id,
        entry.month,
        transfer.municipality_id,
    )


async def post(transaction: Transaction, transfers: Sequence[Transfer], balances: dict[UUID, int]) -> None:
    """Write transfers with all their entries, and the new balances of the locked wallets: three statements."""
    if not transfers:
        return
    await transaction.execute(
        queries.insert_transfers,
        [
            (each.id, each.kind, each.subject_id, each.settlement_date, each.posted_at, each.municipality_id)
            for each in transfers
        ],
    )
    sides = [row_of(transfer, entry) for transfer in transfers for entry in transfer.entries]
    await transaction.execute(queries.insert_entries, sides)
    await transaction.execute(queries.set_balances, list(balances), list(balances.values()))
