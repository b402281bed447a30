"""Reconciliation: what lies on the programmes' account, held against what the ledger owes to everybody.

With each statement, and each hour, the open bookings and transfers are matched; what stays apart longer than the bank
may take is a case. closing − liabilities = before + gaps + not in the ledger yet − not at the bank yet, to the cent.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

import msgspec

from services.cards.budgets import bank_matches, bank_statements, line_balances, reconciliation_cases
from services.cards.budgets.bank_matches import Booking, Movement
from services.cards.budgets.bank_statements import StatementFile
from services.cards.budgets.reconciliation_cases import CaseKind, Difference
from services.cards.shops import settlement_calendars
from services.cards.shops.settlement_calendars import Bank
from services.kit.db import Transaction
from services.kit.settings import Settings
from services.kit.sql import load_queries

queries = load_queries(__file__)


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A statement as one of a chain."""

    id: UUID
    sequence: int | None
    opened_on: date
    opening_minor: int
    closed_on: date
    closing_minor: int


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """The account at the end of a statement's last day, and why it holds another sum than the ledger owes."""

    bank_statement_id: UUID
    on: date
    currency: str
    closing_minor: int
    liabilities_minor: int
    """What households, shops, lines, pots and reserves hold together."""
    difference_minor: int
    """What the account holds more; the sum of the four below, the last one taken off."""
    before_minor: int
    """It held more when the first statement began."""
    gaps_minor: int
    """Between statements that do not follow each other."""
    not_in_ledger_minor: int
    """Booked, and not moved here by then."""
    not_at_bank_minor: int
    """Moved here, and not booked by then."""
    open_cases: int


async def read(transaction: Transaction, content: bytes) -> StatementFile:
    """Read a statement, match it and name what differs; the same file again changes nothing."""
    file = await bank_statements.read(transaction, content)
    for currency in {statement.currency for statement in file.statements}:
        await look(transaction, currency)
    found = [await bank_statements.get(transaction, statement.id) for statement in file.statements]
    return msgspec.structs.replace(file, statements=found)


async def look_again(transaction: Transaction, settings: Settings) -> None:
    """Match what has come since on either side, and name what is late.

    Where requests choose their own time (demo, tests) no clock knows the day there: each statement looks itself.
    """
    if settings.environment != "production":
        return
    await transaction.execute(bank_statements.queries.one_at_a_time, transaction.municipality_id)
    for currency in settlement_calendars.bank_of(transaction.municipality).accounts:
        await look(transaction, currency)


async def look(transaction: Transaction, currency: str) -> None:
    """Match a currency's open bookings and transfers, and keep the cases of what differs now."""
    chain = await transaction.fetch_structs(Link, queries.chain, currency)
    if not chain:
        return
    bank = settlement_calendars.bank_of(transaction.municipality)
    since = chain[0].opened_on - timedelta(days=bank.transit_days)
    bookings = await bank_matches.open_bookings(transaction, currency)
    movements = await bank_matches.open_movements(transaction, currency, since)
    found = bank_matches.match(bookings, movements, days=bank.transit_days)
    await bank_matches.keep(transaction, found)
    booked = {each.booking_id for each in found}
    moved = {transfer_id for each in found for transfer_id in each.transfer_ids}
    orders = {each.end_to_end_id for each in bookings if each.id in booked}
    bookings = [
        msgspec.structs.replace(each, known=each.known or each.end_to_end_id in orders - {None})
        for each in bookings
        if each.id not in booked
    ]
    movements = [each for each in movements if each.transfer_id not in moved]
    begin = line_balances.end_of(transaction, chain[0].opened_on - timedelta(days=1))
    expected = await transaction.fetchval(queries.unbooked_before, currency, begin)
    named = [
        *of_bookings(bookings, movements, currency),
        *of_movements(late(movements, chain, bank), bookings, currency),
        *of_chain(chain, currency, expected_minor=expected),
        *missing(transaction, chain[-1], currency, bank),
    ]
    await reconciliation_cases.keep(transaction, currency, named)


def of_bookings(bookings: Sequence[Booking], movements: Sequence[Movement], currency: str) -> Iterator[Difference]:
    """Yield what the bank has booked and the ledger does not know so."""
    for booking in bookings:
        ordered = [each for each in movements if is_of(booking, each)]
        moved = bank_matches.total(ordered)
        kind: CaseKind = "booking_unknown"
        if booking.reversal:
            kind, moved, ordered = "reversal", 0, []
        elif ordered:
            kind = "amount_differs"
        elif booking.known:
            kind = "booked_twice"
        yield Difference(
            kind=kind,
            currency=currency,
            day=booking.booked_on,
            amount_minor=booking.amount_minor - moved,
            bank_statement_id=booking.bank_statement_id,
            booking_id=booking.id,
            transfer_id=ordered[0].transfer_id if len(ordered) == 1 else None,
        )


def is_of(booking: Booking, movement: Movement) -> bool:
    """Return whether a booking names the order of a transfer, or the file in which it was given."""
    if (booking.amount_minor > 0) != (movement.amount_minor > 0):
        return False
    if booking.end_to_end_id is not None:
        return booking.end_to_end_id == movement.end_to_end_id
    return booking.bank_file_id is not None and booking.bank_file_id == movement.bank_file_id


def late(movements: Sequence[Movement], chain: Sequence[Link], bank: Bank) -> list[Movement]:
    """Return the transfers since the first statement that the bank should have booked by the last one.

    An order that came back unpaid never reached the account: its two transfers are none.
    """
    nets: defaultdict[UUID, int] = defaultdict(int)
    for each in movements:
        nets[each.end_to_end_id or each.transfer_id] += each.amount_minor
    until = chain[-1].closed_on - timedelta(days=bank.transit_days)
    return [
        each
        for each in movements
        if chain[0].opened_on <= each.day < until and nets[each.end_to_end_id or each.transfer_id]
    ]


def of_movements(movements: Sequence[Movement], bookings: Sequence[Booking], currency: str) -> Iterator[Difference]:
    """Yield what the ledger has moved and the bank has not booked; what it has booked otherwise is named there."""
    for each in movements:
        if not any(is_of(booking, each) for booking in bookings if not booking.reversal):
            yield Difference(
                kind="movement_unbooked",
                currency=currency,
                day=each.day,
                amount_minor=-each.amount_minor,
                transfer_id=each.transfer_id,
            )


def of_chain(chain: Sequence[Link], currency: str, *, expected_minor: int) -> Iterator[Difference]:
    """Yield where a statement does not begin with what the one before ended with, or its number is not the next."""
    sequence: int | None = None
    closed_on = chain[0].opened_on
    for link in chain:
        kinds: list[tuple[CaseKind, int]] = []
        if link.opening_minor != expected_minor:
            kinds.append(("opening_differs", link.opening_minor - expected_minor))
        next_one = sequence is None or link.sequence is None or link.sequence == sequence + 1
        if not next_one and not (link.sequence == 1 and link.closed_on.year > closed_on.year):
            kinds.append(("sequence_gap", 0))
        for kind, amount in kinds:
            yield Difference(
                kind=kind, currency=currency, day=link.opened_on, amount_minor=amount, bank_statement_id=link.id
            )
        expected_minor, sequence, closed_on = link.closing_minor, link.sequence, link.closed_on


def missing(transaction: Transaction, last: Link, currency: str, bank: Bank) -> Iterator[Difference]:
    """Yield the first day whose statement is missing, once more settled days have passed than the bank may take."""
    settlement = settlement_calendars.settlement_of(transaction.municipality)
    days = (last.closed_on + timedelta(days=each) for each in range(1, (transaction.today - last.closed_on).days))
    settled = [day for day in days if settlement_calendars.is_settled(settlement, day)]
    if len(settled) > bank.statement_days_max:
        yield Difference(kind="statement_missing", currency=currency, day=settled[0], amount_minor=0)


async def of_statement(transaction: Transaction, statement_id: UUID) -> Reconciliation:
    """Return a statement's reconciliation as it is known now. Raises NotFound."""
    statement = await bank_statements.get(transaction, statement_id)
    chain = await transaction.fetch_structs(Link, queries.chain, statement.currency)
    first = chain[0]
    row = await transaction.fetchrow(
        queries.figures,
        statement.currency,
        statement.closed_on,
        line_balances.end_of(transaction, statement.closed_on),
        line_balances.end_of(transaction, first.opened_on - timedelta(days=1)),
    )
    assert row is not None
    return Reconciliation(
        bank_statement_id=statement_id,
        on=statement.closed_on,
        currency=statement.currency,
        closing_minor=statement.closing_minor,
        liabilities_minor=row["liabilities_minor"],
        difference_minor=statement.closing_minor - row["liabilities_minor"],
        before_minor=first.opening_minor - row["before_minor"],
        gaps_minor=statement.closing_minor - first.opening_minor - row["booked_minor"],
        not_in_ledger_minor=row["not_in_ledger_minor"],
        not_at_bank_minor=row["not_at_bank_minor"],
        open_cases=row["open_cases"],
    )
