"""The lines of a benefit run: one for each right and month, with what is due, what is kept back, or why nothing is."""

import hashlib
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from services.kit.db import Transaction, uuid7
from services.kit.sql import load_queries

queries = load_queries(__file__)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What one right gets for one month: shares after what is kept back, in minor units; `excluded` says why not."""

    id: UUID = msgspec.field(default_factory=uuid7)
    membership_id: UUID
    household_id: UUID
    wallet_id: UUID
    month: date
    card_share_minor: int
    account_share_minor: int
    set_off_minor: int = 0
    excluded: str | None


class Exclusion(msgspec.Struct, frozen=True, kw_only=True):
    """A right that a run leaves out for a month, and why."""

    id: UUID
    membership_id: UUID
    household_id: UUID
    month: date
    reason: str


async def entitled(transaction: Transaction, programme: str, month: date) -> list[Line]:
    """Return a line for every right of a programme in a month, and for each month before it that is owed."""
    return await transaction.fetch_structs(Line, queries.entitled, programme, month)


async def insert(transaction: Transaction, run_id: UUID, lines: Sequence[Line]) -> None:
    """Write a run's lines in one statement."""
    columns = (
        "id", "membership_id", "household_id", "wallet_id", "month", "card_share_minor", "account_share_minor",
        "set_off_minor", "excluded",
    )  # fmt: skip
    values = ([getattr(line, column) for line in lines] for column in columns)
    await transaction.execute(queries.insert_lines, run_id, *values)


async def of_run(transaction: Transaction, run_id: UUID) -> list[Line]:
    """Return a run's lines, those left out too."""
    return await transaction.fetch_structs(Line, queries.lines, run_id)


def hash_of(lines: Sequence[Line]) -> str:
    """Return the SHA-256 of who gets what for which month, in the order of rights and months."""
    rows = [
        [
            str(line.membership_id),
            str(line.wallet_id),
            line.month.isoformat(),
            line.card_share_minor,
            line.account_share_minor,
            line.set_off_minor,
        ]
        for line in lines
        if line.excluded is None
    ]
    return hashlib.sha256(msgspec.json.encode(rows)).hexdigest()


async def list_excluded(transaction: Transaction, run_id: UUID, *, after: UUID | None, limit: int) -> list[Exclusion]:
    """Return whom a run leaves out, with the reasons."""
    return await transaction.fetch_structs(Exclusion, queries.list_excluded, run_id, after, limit)


async def due(transaction: Transaction, run_id: UUID, *, after: UUID | None, limit: int) -> list[Line]:
    """Return lines that are to be credited, looked at again now; those that no longer are say why."""
    return await transaction.fetch_structs(Line, queries.due_lines, run_id, after, limit)


async def exclude(transaction: Transaction, lines: Sequence[Line]) -> None:
    """Leave lines out after all, each for its reason."""
    ids, reasons = [line.id for line in lines], [line.excluded for line in lines]
    await transaction.execute(queries.exclude_lines, ids, reasons)


async def owe(transaction: Transaction, membership_id: UUID, months: Sequence[date]) -> None:
    """Owe months that were not credited while a right was suspended."""
    await transaction.execute(queries.insert_arrears, membership_id, list(months))
