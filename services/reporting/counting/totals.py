"""Totals: what was funded, credited, spent, settled and paid; for staff to the cent, for the public in buckets."""

from collections.abc import Sequence
from datetime import date

import msgspec

from services.kit.db import Transaction
from services.kit.errors import Malformed, NotFound
from services.kit.sql import load_queries
from services.reporting.counting.buckets import Bucket, hide
from services.reporting.counting.confidentiality import hidden_benefits
from services.reporting.counting.spending import everywhere, read_month
from services.reporting.counting.suppression import K_MIN, sees_all

queries = load_queries(__file__)


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The totals of one currency. Amounts in minor units; they equal the ledger's."""

    currency: str
    funded_minor: int = 0
    credited_minor: int = 0
    """Credited to wallets as lots."""
    account_minor: int = 0
    """Benefit shares reserved for payment to bank accounts."""
    payments_count: int = 0
    requested_minor: int = 0
    spent_minor: int = 0
    """What programmes paid, without bonus; refunds are not taken off."""
    bonus_minor: int = 0
    remainder_minor: int = 0
    """What was left to pay in cash."""
    refunds_count: int = 0
    refunded_minor: int = 0
    bonus_refunded_minor: int = 0
    respends_count: int = 0
    respent_minor: int = 0
    """What shops paid shops of the network."""
    respend_bonus_minor: int = 0
    """What pots added for the shops that paid."""
    line_moved_minor: int = 0
    """Moved from one budget line to another."""
    line_returned_minor: int = 0
    """Went from closed budget lines back to the municipality's own account."""
    declined_count: int = 0
    declined_minor: int = 0
    owed_minor: int = 0
    """What the ledger owed shops when it closed their days: spent + bonus − both refunds + the bonus of re-spends."""
    settled_minor: int = 0
    """What merchants found equal to it and settled."""
    instructed_minor: int = 0
    """With the bank, not answered yet."""
    paid_minor: int = 0
    returned_minor: int = 0


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """A month's totals, or those of all time, which have no buckets: two views must not differ by a few people."""

    month: date | None
    figures: list[Figures]
    benefits: list[Bucket] = []
    spending: list[Bucket] = []


class PublicTotals(msgspec.Struct, frozen=True, kw_only=True):
    """What anybody may know of a whole month. Buckets of fewer than `households_count_min` are not shown."""

    month: date
    households_count_min: int
    benefits: list[Bucket]
    spending: list[Bucket]


def first_of_month(month: date) -> date:
    """Return the month. Raises Malformed for a day that does not begin one."""
    if month.day != 1:
        raise Malformed("A month is named by its first day, such as 2026-02-01.")
    return month


async def read_figures(transaction: Transaction, month: date | None) -> list[Figures]:
    """Return each currency's figures."""
    found: dict[str, dict[str, int]] = {}
    for row in await transaction.fetch(queries.select_flows, month):
        found.setdefault(row["currency"], {})[row["measure"]] = row["value"]
    return [msgspec.convert({"currency": currency} | measures, Figures) for currency, measures in found.items()]


async def read_benefits(transaction: Transaction, month: date, *, auditor: bool) -> list[Bucket]:
    """Return what each programme's households got; what would show a few of them, here or by a trail, is left out."""
    return (await read_benefits_of(transaction, [month], auditor=auditor))[month]


async def read_benefits_of(
    transaction: Transaction, months: Sequence[date], *, auditor: bool
) -> dict[date, list[Bucket]]:
    """Return what each programme's households got in some months.

    What is hidden depends on all months that there are. To count the households behind it takes by far the longest, so
    that is done once, however many months are asked for.
    """
    found = {month: await transaction.fetch_structs(Bucket, queries.select_programmes, month) for month in months}
    if auditor:
        return found
    currencies = {bucket.currency for buckets in found.values() for bucket in buckets}
    hidden = {each: (await hidden_benefits(transaction, each))[0] for each in currencies}
    return {
        month: [
            hide(each) if (each.programme, None, month.isoformat(), None) in hidden[each.currency] else each
            for each in buckets
        ]
        for month, buckets in found.items()
    }


async def read_all(transaction: Transaction, month: date | None) -> Totals:
    """Return a month's totals, or all there are. Auditors see every bucket."""
    if month is None:
        return Totals(month=None, figures=await read_figures(transaction, None))
    auditor = sees_all(transaction)
    return Totals(
        month=first_of_month(month),
        figures=await read_figures(transaction, month),
        benefits=await read_benefits(transaction, month, auditor=auditor),
        spending=everywhere(await read_month(transaction, month, auditor=auditor)),
    )


async def read_public(transaction: Transaction, month: date) -> PublicTotals:
    """Return what is public of a month. Only whole months: the difference of two looks at a month must be nothing."""
    if first_of_month(month) >= transaction.today.replace(day=1):
        raise NotFound("A month is published when it is over.")
    return PublicTotals(
        month=month,
        households_count_min=K_MIN,
        benefits=await read_benefits(transaction, month, auditor=False),
        spending=everywhere(await read_month(transaction, month, auditor=False)),
    )
