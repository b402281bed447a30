"""Benefits: what households got, on the card and to their accounts, by run and the month that it is for."""

from collections.abc import Iterable, Iterator
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
from services.reporting.hearing.heard import Figures, Heard, Key, add, local_date, rows

queries = load_queries(__file__)

NO_RUN = UUID(int=0)
"""What goes back, and what a household has while its dispute is open, is not of a run."""


def place_of(envelope: Envelope, event: BenefitsCredited | RunFundsReserved | LotsExpired) -> Key:
    """Return what all benefits in an event have in common."""
    return (event.budget_line_id, event.currency, partition(envelope.subject), event.programme)


def credited(events: Heard[BenefitsCredited]) -> Iterator[tuple[Key, Figures]]:
    """Yield what each household was credited."""
    for envelope, event in events:
        common = (envelope.municipality, event.run_id, month_of(event.month), *place_of(envelope, event))
        for each in event.credits:
            yield (*common, each.household_id), (each.amount_minor, 0, 0)


def reserved(events: Heard[RunFundsReserved]) -> Iterator[tuple[Key, Figures]]:
    """Yield what each household gets by bank file."""
    for envelope, event in events:
        common = (envelope.municipality, event.run_id, month_of(event.month), *place_of(envelope, event))
        for each in event.account_shares:
            yield (*common, each.household_id), (0, each.amount_minor, 0)


def expired(events: Heard[LotsExpired]) -> Iterator[tuple[Key, Figures]]:
    """Yield what went back of each household."""
    for envelope, event in events:
        for each in event.credits:
            common = (envelope.municipality, NO_RUN, month_of(each.month), *place_of(envelope, event))
            yield (*common, each.household_id), (0, 0, each.amount_minor)


async def add_credits(transaction: Transaction, events: Heard[BenefitsCredited]) -> None:
    """Add the lots that were credited."""
    await add(transaction, queries.add_benefits, credited(events))
    days = (
        (
            (envelope.municipality, local_date(transaction, envelope), event.run_id, *place_of(envelope, event)[1:]),
            (sum(each.amount_minor for each in event.credits), 0),
        )
        for envelope, event in events
    )
    await add(transaction, queries.add_days, days)


async def add_account_shares(transaction: Transaction, events: Heard[RunFundsReserved]) -> None:
    """Add the shares that are paid by bank file and not by card."""
    await add(transaction, queries.add_benefits, reserved(events))


async def add_expired(transaction: Transaction, events: Heard[LotsExpired]) -> None:
    """Add what went back to budget lines because it was not spent in time."""
    await add(transaction, queries.add_benefits, expired(events))
    days = (
        (
            (envelope.municipality, local_date(transaction, envelope), NO_RUN, *place_of(envelope, event)[1:]),
            (0, sum(each.amount_minor for each in event.credits)),
        )
        for envelope, event in events
    )
    await add(transaction, queries.add_days, days)


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
    figures, days = list[tuple[Key, Figures]](), list[tuple[Key, Figures]]()
    for envelope, currency, lot, amount in lots:
        common = currency, partition(envelope.subject), lot.programme
        where = envelope.municipality, NO_RUN, month_of(lot.month), lot.budget_line_id
        figures.append(((*where, *common, lot.household_id), (amount, 0, 0)))
        days.append(((envelope.municipality, local_date(transaction, envelope), NO_RUN, *common), (amount, 0)))
    await add(transaction, queries.add_benefits, figures)
    await add(transaction, queries.add_days, days)


async def add_wallets(transaction: Transaction, events: Heard[WalletOpened]) -> None:
    """Keep which household a wallet is of, both as ids."""
    await transaction.execute(queries.add_wallets, rows(transaction, events))
