"""Credited months: what each household was credited of each month, by card and to its account.

By it a lifted suspension knows which months are owed, and a revocation which sums were received without a right.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

import msgspec

from contracts.cards import BenefitsCredited
from services.kit.clock import month_of
from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)


class CreditedMonth(msgspec.Struct, frozen=True, kw_only=True):
    """What a household was credited of one month, named by its first day; in minor units of the right's currency."""

    month: date
    card_minor: int
    account_minor: int
    received_minor: int
    """On the card, and on the account or on its way there: what the bank refused or sent back was not received."""


async def keep(transaction: Transaction, event: BenefitsCredited) -> None:
    """Keep what a chunk of a run credited to cards. A top-up is no month's benefit: the month may still be owed."""
    if event.kind == "top_up":
        return
    await transaction.execute(
        queries.insert_credits,
        event.run_id,
        event.programme,
        event.month,
        event.currency,
        [credit.household_id for credit in event.credits if credit.amount_minor > 0],
        [credit.amount_minor for credit in event.credits if credit.amount_minor > 0],
        transaction.now,
    )


async def months_of(
    transaction: Transaction, household_id: UUID, programme: str, *, first: date, last: date
) -> list[CreditedMonth]:
    """Return what a household was credited of a programme for the months from `first` to `last`, both included."""
    return await transaction.fetch_structs(
        CreditedMonth, queries.credited_months, household_id, programme, month_of(first), last
    )


async def missed(
    transaction: Transaction, household_id: UUID, programme: str, *, first: date, last: date
) -> list[date]:
    """Return the months from `first` to `last` and today whose run is over and that the household was not credited for.

    A month belongs to a right when its first day does; today's counts only when anybody was credited for it.
    """
    today = transaction.today
    run = await months_run(transaction, programme, [month_of(today)])
    credited = {month.month for month in await months_of(transaction, household_id, programme, first=first, last=last)}
    return [
        month
        for month in months_between(first, min(last, today))
        if first <= month and (month < month_of(today) or month in run) and month not in credited
    ]


async def months_run(transaction: Transaction, programme: str, months: Collection[date]) -> set[date]:
    """Return those of these months that anybody was credited for: their run is over."""
    return {row["month"] for row in await transaction.fetch(queries.months_run, programme, list(months))}


def months_between(first: date, last: date) -> list[date]:
    """Return the first day of each month from that of `first` to that of `last`; none when `last` is earlier."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [month_of(first, later=each) for each in range(count)]
