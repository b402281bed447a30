"""Benefits: what households got, on the card and to their accounts, by run and the month that it is for."""

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from contracts.cards import (
    BenefitsCredited,
    LotsExpired,
    ProvisionalCredited,
    ProvisionalLot,
    ProvisionalReturned,
    RunFundsReserved,
    WalletOpened,
)
from contracts.envelope import Envelope, partition
from services.kit.clock import month_of
from services.kit.db import Transaction
from services.kit.sql import load_queries
from services.reporting.hearing.heard import Figures, Heard, Key, add, add_up, local_date, rows

queries = load_queries(__file__)

NO_RUN = UUID(int=0)
"""What goes back, and what a household has while its dispute is open, is not of a run."""


Shares = tuple[Key, str, Iterable[tuple[UUID, Figures]]]
"""Where benefits are counted, the programme of their line, and what each household got."""


def origin_of(
    envelope: Envelope, event: BenefitsCredited | RunFundsReserved | LotsExpired, month: date, *, run_id: UUID = NO_RUN
) -> Key:
    """Return where benefits of a month in an event are counted."""
    return (envelope.municipality, run_id, month_of(month), event.budget_line_id, event.currency,
            partition(envelope.subject))  # fmt: skip


def credited(events: Heard[BenefitsCredited]) -> Iterator[Shares]:
    """Yield what each household was credited."""
    for envelope, event in events:
        shares = ((each.household_id, (each.amount_minor, 0, 0)) for each in event.credits)
        yield origin_of(envelope, event, event.month, run_id=event.run_id), event.programme, shares


def reserved(events: Heard[RunFundsReserved]) -> Iterator[Shares]:
    """Yield what each household gets by bank file."""
    for envelope, event in events:
        shares = ((each.household_id, (0, each.amount_minor, 0)) for each in event.account_shares)
        yield origin_of(envelope, event, event.month, run_id=event.run_id), event.programme, shares


def expired(events: Heard[LotsExpired]) -> Iterator[Shares]:
    """Yield what went back of each household."""
    for envelope, event in events:
        for each in event.credits:
            shares = [(each.household_id, (0, 0, each.amount_minor))]
            yield origin_of(envelope, event, each.month), event.programme, shares


async def add_shares(transaction: Transaction, found: Iterable[Shares]) -> None:
    """Add what households got. A line has one programme; were it told under several, the first of them is kept.

    A run has one origin for all its households, so it is looked up once an event: to hash its ids for each of them took
    longer than all else.
    """
    sums: dict[Key, tuple[str, dict[UUID, Figures]]] = {}
    for origin, programme, shares in found:
        told, got = sums.get(origin, (programme, {}))
        sums[origin] = min(told, programme), got
        for household_id, figures in shares:
            before = got.get(household_id)
            got[household_id] = figures if before is None else add_up(before, figures)
    lists = [
        (*origin, programme, household_id, *figures)
        for origin, (programme, got) in sums.items()
        for household_id, figures in got.items()
    ]
    if lists:
        await transaction.execute(queries.add_benefits, lists)


def days_of(
    transaction: Transaction, events: Heard[BenefitsCredited] | Heard[LotsExpired]
) -> Iterator[tuple[Key, Figures]]:
    """Yield by day what an event has brought into circulation, or taken out of it."""
    for envelope, event in events:
        common = (event.currency, partition(envelope.subject), event.programme)
        amount = sum(each.amount_minor for each in event.credits)
        back = isinstance(event, LotsExpired)
        run_id = NO_RUN if isinstance(event, LotsExpired) else event.run_id
        place = (envelope.municipality, local_date(transaction, envelope), run_id)
        yield (*place, *common), (0, amount) if back else (amount, 0)


async def add_credits(transaction: Transaction, events: Heard[BenefitsCredited]) -> None:
    """Add the lots that were credited."""
    await add_shares(transaction, credited(events))
    await add(transaction, queries.add_days, days_of(transaction, events))


async def add_account_shares(transaction: Transaction, events: Heard[RunFundsReserved]) -> None:
    """Add the shares that are paid by bank file and not by card."""
    await add_shares(transaction, reserved(events))


async def add_expired(transaction: Transaction, events: Heard[LotsExpired]) -> None:
    """Add what went back to budget lines because it was not spent in time."""
    await add_shares(transaction, expired(events))
    await add(transaction, queries.add_days, days_of(transaction, events))


async def add_provisional_credits(transaction: Transaction, events: Heard[ProvisionalCredited]) -> None:
    """Add what households have again while their disputes are open."""
    lots = ((envelope, event.currency, each, each.amount_minor) for envelope, event in events for each in event.credits)
    await add_provisional(transaction, lots)


async def add_provisional_returns(transaction: Transaction, events: Heard[ProvisionalReturned]) -> None:
    """Take off what went back to budget lines because the dispute for which it was credited has ended."""
    lots = (
        (envelope, event.currency, each, -each.amount_minor) for envelope, event in events for each in event.returns
    )
    await add_provisional(transaction, lots)


async def add_provisional(transaction: Transaction, lots: Iterable[tuple[Envelope, str, ProvisionalLot, int]]) -> None:
    """Add amounts of lots that were credited by no run, below zero for what went back."""
    shares, days = list[Shares](), list[tuple[Key, Figures]]()
    for envelope, currency, lot, amount in lots:
        common = currency, partition(envelope.subject)
        origin = envelope.municipality, NO_RUN, month_of(lot.month), lot.budget_line_id, *common
        shares.append((origin, lot.programme, [(lot.household_id, (amount, 0, 0))]))
        day = envelope.municipality, local_date(transaction, envelope), NO_RUN, *common, lot.programme
        days.append((day, (amount, 0)))
    await add_shares(transaction, shares)
    await add(transaction, queries.add_days, days)


async def add_wallets(transaction: Transaction, events: Heard[WalletOpened]) -> None:
    """Keep which household a wallet is of, both as ids."""
    await transaction.execute(queries.add_wallets, rows(transaction, events))
