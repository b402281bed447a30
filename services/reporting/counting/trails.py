"""Trails: how far a budget line's money has come, from the runs that gave it to the banks that paid for it."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.counting.confidentiality import hidden_benefits, hidden_spending
from services.reporting.counting.suppression import Key, sees_all
from services.reporting.hearing import budget_lines
from services.reporting.hearing.budget_lines import Line

queries = load_queries(__file__)

ENTRIES = {
    "funded_minor": "funding",
    "moved_minor": "line_move",
    "returned_to_municipality_minor": "line_return",
    "credited_minor": "credit",
    "account_minor": "account_share",
    "expired_minor": "expiry",
    "spent_minor": "payment",
    "refunded_minor": "refund",
    "respent_minor": "respend",
}
"""The kind of transfer, in cards' ledger, whose entries a figure is the sum of."""


class Stages(msgspec.Struct, frozen=True, kw_only=True):
    """How far money has come; absent is what would show a few people. Without bonus, which is the pot's money.

    `settled`, `instructed`, `paid` and `returned` are net of refunds, by the day of the sale.
    """

    credited_minor: int | None = None
    account_minor: int | None = None
    expired_minor: int | None = None
    """What was credited, not spent in time, and went back to the line."""
    spent_minor: int | None = None
    refunded_minor: int | None = None
    bonus_minor: int | None = None
    """What pots added to payments that drew this money first, net of refunds."""
    settled_minor: int | None = None
    instructed_minor: int | None = None
    """With the bank, not answered yet."""
    paid_minor: int | None = None
    returned_minor: int | None = None
    """The bank could not pay it; it is owed to the shop again."""


CREDITED = ("credited_minor", "account_minor")
EXPIRED = ("expired_minor",)
PAYOUTS = ("settled_minor", "instructed_minor", "paid_minor", "returned_minor")
SPENT = ("spent_minor", "refunded_minor", "bonus_minor")


class Month(Stages, frozen=True, kw_only=True):
    """The trail of the benefit of one month, whenever it was spent."""

    month: date


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What a benefit run gave for a month: on cards and to accounts."""

    run_id: UUID
    month: date
    credited_minor: int | None
    account_minor: int | None
    households_count: int | None


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """What was spent at shops of a kind, net of refunds."""

    merchant_kind: str
    amount_minor: int | None


class Hop(msgspec.Struct, frozen=True, kw_only=True):
    """What shops paid shops; `hop` is the number of shops that have held it, so suppliers of shops have 2."""

    hop: int
    amount_minor: int | None


class Shop(msgspec.Struct, frozen=True, kw_only=True):
    """What one merchant received of a line. `trade_name` is absent until its acceptance is heard."""

    merchant_id: UUID
    trade_name: str | None
    merchant_kind: str
    spent_minor: int
    refunded_minor: int


class Supplier(msgspec.Struct, frozen=True, kw_only=True):
    """What one merchant received of a line's money from other merchants."""

    merchant_id: UUID
    trade_name: str | None
    merchant_kind: str
    hop: int
    amount_minor: int


class Trail(msgspec.Struct, frozen=True, kw_only=True):
    """A line's money. `uncommitted` = funded + moved in − moved out − returned − credited − account + expired;
    `unspent` = credited − expired − spent + refunded.

    Absent is what would show fewer than five households, and what would follow from it. `shops`, `suppliers` and
    `entries` (where in cards the entries behind each figure are opened, under salted ids) are for auditors only.
    """

    line: Line
    uncommitted_minor: int | None
    unspent_minor: int | None
    stages: Stages
    months: list[Month]
    runs: list[Run]
    kinds: list[Kind]
    hops: list[Hop]
    households_count: int | None
    shops: list[Shop] | None = None
    suppliers: list[Supplier] | None = None
    entries: dict[str, str] | None = None


class Hidden(msgspec.Struct, frozen=True):
    """What is not told of a line, by programme, line, month and run; and by line, month and kind of shop."""

    credited: frozenset[Key] = frozenset()
    expired: frozenset[Key] = frozenset()
    spent: frozenset[Key] = frozenset()


async def hidden_of(transaction: Transaction, line: Line) -> Hidden:
    """Return what of a line is not told to whoever asks: nothing is hidden from an auditor."""
    if sees_all(transaction):
        return Hidden()
    credited, expired = await hidden_benefits(transaction, line.currency)
    return Hidden(credited, expired, await hidden_spending(transaction, line.programme, line.currency))


def total(months: Sequence[Month]) -> Stages:
    """Return the sum of all months."""
    return Stages(**{name: sum(getattr(month, name) for month in months) for name in Stages.__struct_fields__})


def told(stages: Any, line: Line, hidden: Hidden, month: date | None) -> Any:
    """Return stages without what is hidden of a line's month, or of all its months.

    What banks have paid is told for all months together only: a day's few sales would show between two months.
    """
    when = None if month is None else month.isoformat()
    place: Key = (line.programme, str(line.id), when, None)
    spent: Key = (str(line.id), when, None)
    left_out = [
        *(CREDITED if place in hidden.credited else ()),
        *(EXPIRED if place in hidden.expired else ()),
        *((*SPENT, *PAYOUTS) if spent in hidden.spent else ()),
        *(PAYOUTS if month is not None and hidden != Hidden() else ()),
    ]
    return msgspec.structs.replace(stages, **dict.fromkeys(left_out))


def told_run(run: Run, line: Line, hidden: Hidden) -> Run:
    """Return a run without what is hidden of it."""
    key: Key = (line.programme, str(line.id), run.month.isoformat(), str(run.run_id))
    if key not in hidden.credited:
        return run
    return msgspec.structs.replace(run, credited_minor=None, account_minor=None, households_count=None)


def uncommitted(line: Line, stages: Stages) -> int | None:
    """Return what is still free on a line; absent where it would tell what is hidden."""
    if stages.credited_minor is None or stages.account_minor is None or stages.expired_minor is None:
        return None
    put_on = line.funded_minor + line.moved_in_minor - line.moved_out_minor - line.returned_minor
    return put_on - stages.credited_minor - stages.account_minor + stages.expired_minor


def unspent(stages: Stages) -> int | None:
    """Return what households hold of a line; absent where it would tell what is hidden."""
    figures = (stages.credited_minor, stages.expired_minor, stages.spent_minor, stages.refunded_minor)
    if any(each is None for each in figures):
        return None
    credited, expired, spent, refunded = (each or 0 for each in figures)
    return credited - expired - spent + refunded


async def for_auditors(transaction: Transaction, line: Line) -> dict[str, Any]:
    """Return what only an auditor sees of a line: its shops, their suppliers, and the way to each entry."""
    if not sees_all(transaction):
        return {}
    address = f"/ledger-entries?budget_line_id={line.id}&kind="
    return {
        "shops": await transaction.fetch_structs(Shop, queries.select_shops, line.id),
        "suppliers": await transaction.fetch_structs(Supplier, queries.select_suppliers, line.id),
        "entries": {figure: address + kind for figure, kind in ENTRIES.items()},
    }


async def follow(transaction: Transaction, budget_line_id: UUID) -> Trail:
    """Return the trail of a line. Raises NotFound for one of which nothing was heard."""
    line = await budget_lines.read(transaction, budget_line_id)
    hidden = await hidden_of(transaction, line)
    months = await transaction.fetch_structs(Month, queries.select_months, line.id)
    runs = await transaction.fetch_structs(Run, queries.select_runs, line.id)
    kinds = await transaction.fetch_structs(Kind, queries.select_kinds, line.id)
    hops = await transaction.fetch_structs(Hop, queries.select_hops, line.id)
    stages = told(total(months), line, hidden, None)
    households_count: int = await transaction.fetchval(queries.count_households, line.id)
    return Trail(
        line=line,
        uncommitted_minor=uncommitted(line, stages),
        unspent_minor=unspent(stages),
        stages=stages,
        months=[told(month, line, hidden, month.month) for month in months],
        runs=[told_run(run, line, hidden) for run in runs],
        kinds=[
            Kind(merchant_kind=each.merchant_kind, amount_minor=None)
            if (str(line.id), None, each.merchant_kind) in hidden.spent
            else each
            for each in kinds
        ],
        hops=[hop if stages.spent_minor is not None else Hop(hop=hop.hop, amount_minor=None) for hop in hops],
        households_count=None if stages.credited_minor is None else households_count,
        **await for_auditors(transaction, line),
    )
