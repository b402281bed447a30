"""The way of a budget line's money: reporting's figures, and in cards the entries behind each of them."""

from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Listed, fetch

PURPOSE: Final = "expenditure_check"
"""Why an auditor opens entries; it is kept with who did."""
TransferKind = Literal["funding", "credit", "account_share", "expiry", "payment", "refund", "respend"]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A budget line whose money is followed."""

    id: UUID
    programme: str
    currency: str
    funded_minor: int


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What a run gave for a month; absent is what would show a few households."""

    month: date
    credited_minor: int | None
    account_minor: int | None
    households_count: int | None


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """What was spent at shops of a kind."""

    merchant_kind: str
    amount_minor: int | None


class Shop(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop received of a line."""

    trade_name: str | None
    merchant_kind: str
    spent_minor: int
    refunded_minor: int


class Supplier(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop received of a line's money from other shops."""

    trade_name: str | None
    merchant_kind: str
    amount_minor: int


class Trail(msgspec.Struct, frozen=True, kw_only=True):
    """How far a line's money has come. `shops`, `suppliers` and `entries` are for auditors."""

    line: Line
    uncommitted_minor: int | None
    unspent_minor: int | None
    stages: dict[str, int | None]
    runs: list[Run]
    kinds: list[Kind]
    households_count: int | None
    shops: list[Shop] | None = None
    suppliers: list[Supplier] | None = None
    entries: dict[str, str] | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One side of a transfer. `holder` is a salted id, the same wherever this holder appears."""

    kind: str
    subject_id: UUID
    """What it is about: of a payment or a refund, the payment."""
    posted_at: datetime
    settlement_date: date | None
    side: str
    holder: UUID | None
    currency: str
    amount_minor: int


async def read_trail(caller: Caller, line_id: UUID) -> Trail:
    """Return how far a budget line's money has come."""
    return await fetch(caller, "reporting", f"/budget-lines/{line_id}/trail", Trail)


async def open_entries(caller: Caller, line_id: UUID, kind: TransferKind, cursor: str | None = None) -> Listed[Entry]:
    """Return the entries behind a figure of a line, oldest first; that one looked is kept."""
    return await fetch(
        caller, "cards", "/ledger-entries", Listed[Entry],
        budget_line_id=line_id, kind=kind, purpose=PURPOSE, cursor=cursor,
    )  # fmt: skip
