"""Sweeps: what is left of lots past their last day returns to its budget line, after notice, each lot once.

A sweep is one job a day. A chunk locks its wallets, looks again at what is left, and is one transfer: a process that
dies leaves whole chunks, and the next one goes on after the last of them.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from contracts.cards import ExpiredCredit, LotsExpired
from services.cards.ledger import lots, wallets
from services.cards.ledger.lots import OpenLot
from services.kit import jobs
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.events import publish
from services.kit.settings import Settings
from services.kit.sql import load_queries
from services.kit.ticker import Chunk, Progress

queries = load_queries(__file__)

JOB = "sweep_lots"
CHUNK = 500
"""Lots in one transaction and in one event: a message holds 256 KiB."""


class Sweep(msgspec.Struct, frozen=True, kw_only=True):
    """One day's expired lots. `finished_at` is absent while it goes on."""

    id: UUID
    swept_on: date
    lots: int
    amount_minor: int
    finished_at: datetime | None
    version: int


class Expired(OpenLot, frozen=True, kw_only=True):
    """What is left of a lot past its last day, and whose it was."""

    household_id: UUID


async def begin(transaction: Transaction, _settings: Settings) -> None:
    """Start the day's sweep when there is something to sweep. The next day's finds what is left when one failed."""
    if not await due(transaction, after=None, limit=1):
        return
    sweep_id = await transaction.fetchval(queries.insert_sweep, uuid7(), transaction.today)
    if sweep_id is not None:
        await jobs.start(transaction, JOB, {"sweep_id": sweep_id})


async def sweep_chunk(transaction: Transaction, chunk: Chunk) -> Progress:
    """Return the next expired lots to their budget lines."""
    sweep_id = UUID(chunk.arguments["sweep_id"])
    found = await due(transaction, after=UUID(chunk.progress) if chunk.progress else None, limit=CHUNK)
    if not found:
        await transaction.execute(queries.finish_sweep, sweep_id, transaction.now)
        return Progress(done=chunk.done, finished=True, result={"sweep_id": str(sweep_id), "lots": chunk.done})
    await wallets.lock(transaction, list({lot.wallet_id for lot in found} | {lot.line_wallet_id for lot in found}))
    # What was refunded or moved while the locks were waited for is seen now.
    left = await transaction.fetch_structs(Expired, queries.still_due, [lot.id for lot in found], transaction.today)
    await lots.send_back(transaction, "expiry", sweep_id, left)
    await transaction.execute(queries.count_swept, sweep_id, len(left), sum(lot.remaining_minor for lot in left))
    await tell(transaction, sweep_id, left)
    return Progress(done=chunk.done + len(left), progress=str(found[-1].id))


async def due(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Expired]:
    """Return lots past their last day of which the holder was told in time."""
    return await transaction.fetch_structs(Expired, queries.due_lots, transaction.today, after, limit)


async def tell(transaction: Transaction, sweep_id: UUID, swept: Sequence[Expired]) -> None:
    """Say which lots have expired, a message for each budget line."""
    by_line: defaultdict[tuple[str, UUID, str], list[ExpiredCredit]] = defaultdict(list)
    for lot in swept:
        credit = ExpiredCredit(
            lot_id=lot.id,
            wallet_id=lot.wallet_id,
            household_id=lot.household_id,
            month=lot.month,
            amount_minor=lot.remaining_minor,
            expires_on=lot.expires_on,
        )
        by_line[lot.programme, lot.budget_line_id, lot.currency].append(credit)
    events = [
        LotsExpired(
            sweep_id=sweep_id, programme=programme, budget_line_id=line_id, currency=currency, credits=swept_lots
        )
        for (programme, line_id, currency), swept_lots in by_line.items()
    ]
    await publish(transaction, *events)


async def get(transaction: Transaction, sweep_id: UUID) -> Sweep:
    """Return a sweep. Raises NotFound."""
    sweep = await transaction.fetch_struct(Sweep, queries.get_sweep, sweep_id)
    if sweep is None:
        raise NotFound("There is no such sweep.")
    return sweep


async def list_sweeps(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Sweep]:
    """Return sweeps in the order of their days."""
    return await transaction.fetch_structs(Sweep, queries.list_sweeps, after, limit)
