"""Bank matches: which booking of the bank was which transfer of the ledger. The matching is pure and guesses nothing.

In this order: the order's own id; the file that was booked as one; the exact amount; the sum of one kind on one day. A
booking that names an order is never taken for another one. What two people have closed takes no part any more.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from services.cards.ledger.wallets import TransferKind
from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)

Way = Literal["end_to_end_id", "bank_file", "amount", "day_sum"]


class Booking(msgspec.Struct, frozen=True, kw_only=True):
    """A booking that no transfer is known for. `known` tells that a transfer of its order was booked before."""

    id: UUID
    bank_statement_id: UUID
    booked_on: date
    amount_minor: int
    end_to_end_id: UUID | None = None
    bank_file_id: UUID | None = None
    reversal: bool = False
    known: bool = False


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer to the outside or back that no booking is known for, as the account sees it: below zero, it left."""

    transfer_id: UUID
    kind: TransferKind
    day: date
    amount_minor: int
    end_to_end_id: UUID | None = None
    bank_file_id: UUID | None = None


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """One booking and the transfers that it was."""

    booking_id: UUID
    transfer_ids: list[UUID]
    way: Way


class Open:
    """What is not matched yet, in the order of days; a match takes it out."""

    def __init__(self, bookings: Sequence[Booking], movements: Sequence[Movement]) -> None:
        self.bookings = {each.id: each for each in sorted(bookings, key=lambda each: (each.booked_on, each.id))}
        self.movements = {
            each.transfer_id: each for each in sorted(movements, key=lambda each: (each.day, each.transfer_id))
        }

    def match(self, booking: Booking, movements: Iterable[Movement], way: Way) -> Match:
        """Take a booking and its movements out."""
        del self.bookings[booking.id]
        ids = [each.transfer_id for each in movements]
        for each in ids:
            del self.movements[each]
        return Match(booking_id=booking.id, transfer_ids=ids, way=way)


def match(bookings: Sequence[Booking], movements: Sequence[Movement], *, days: int) -> list[Match]:
    """Return what was found; days between booking and ledger are looked at where only figures agree."""
    left = Open([each for each in bookings if not each.reversal], movements)
    found = [*by_order(left), *by_file(left)]
    for ordered in (False, True):
        found += by_amount(left, days=days, ordered=ordered)
    return [*found, *by_day_sum(left, days=days)]


def by_order(left: Open) -> Iterator[Match]:
    """Match bookings that name an order, where the amount is the order's."""
    waiting: defaultdict[tuple[UUID, int], deque[Movement]] = defaultdict(deque)
    for movement in left.movements.values():
        if movement.end_to_end_id is not None:
            waiting[movement.end_to_end_id, movement.amount_minor].append(movement)
    for booking in list(left.bookings.values()):
        if booking.end_to_end_id is not None:
            own = waiting.get((booking.end_to_end_id, booking.amount_minor))
            if own:
                yield left.match(booking, [own.popleft()], "end_to_end_id")


def by_file(left: Open) -> Iterator[Match]:
    """Match files that were booked as one: all of their orders, or all that did not come back without being paid."""
    files: defaultdict[tuple[UUID, bool], list[Movement]] = defaultdict(list)
    nets: defaultdict[UUID, int] = defaultdict(int)
    for movement in left.movements.values():
        nets[movement.end_to_end_id or movement.transfer_id] += movement.amount_minor
        if movement.bank_file_id is not None:
            files[movement.bank_file_id, movement.amount_minor > 0].append(movement)
    for booking in [each for each in left.bookings.values() if not each.end_to_end_id and each.bank_file_id]:
        assert booking.bank_file_id is not None
        ordered = [
            each for each in files[booking.bank_file_id, booking.amount_minor > 0] if each.transfer_id in left.movements
        ]
        paid = [each for each in ordered if nets[each.end_to_end_id or each.transfer_id]]
        exact = next((these for these in (ordered, paid) if these and total(these) == booking.amount_minor), None)
        if exact:
            yield left.match(booking, exact, "bank_file")


def by_amount(left: Open, *, days: int, ordered: bool) -> Iterator[Match]:
    """Match bookings that name nothing of ours with the soonest transfer of the very amount."""
    amounts: defaultdict[int, list[Movement]] = defaultdict(list)
    for movement in left.movements.values():
        if (movement.end_to_end_id is not None) == ordered:
            amounts[movement.amount_minor].append(movement)
    for booking in nameless(left):
        near = [each for each in amounts[booking.amount_minor] if is_near(each, booking, days)]
        if near:
            amounts[booking.amount_minor].remove(near[0])
            yield left.match(booking, [near[0]], "amount")


def by_day_sum(left: Open, *, days: int) -> Iterator[Match]:
    """Match bookings that name nothing of ours with all transfers of one kind and day, where they add up to it."""
    for booking in nameless(left):
        groups: defaultdict[tuple[date, str, bool], list[Movement]] = defaultdict(list)
        for movement in left.movements.values():
            if is_near(movement, booking, days):
                groups[movement.day, movement.kind, movement.amount_minor > 0].append(movement)
        exact = [group for group in groups.values() if total(group) == booking.amount_minor]
        if exact:
            yield left.match(booking, exact[0], "day_sum")


def nameless(left: Open) -> list[Booking]:
    """Return the bookings that name no order and no file of ours."""
    return [each for each in left.bookings.values() if each.end_to_end_id is None and each.bank_file_id is None]


def is_near(movement: Movement, booking: Booking, days: int) -> bool:
    """Return whether bank and ledger are not too far apart."""
    return abs(movement.day - booking.booked_on) <= timedelta(days=days)


def total(movements: Iterable[Movement]) -> int:
    """Return the sum of movements."""
    return sum(each.amount_minor for each in movements)


async def open_bookings(transaction: Transaction, currency: str) -> list[Booking]:
    """Return a currency's bookings that are not matched and not closed."""
    return await transaction.fetch_structs(Booking, queries.open_bookings, currency)


async def open_movements(transaction: Transaction, currency: str, since: date) -> list[Movement]:
    """Return a currency's transfers to the outside and back since a day that are not matched and not closed."""
    zone = transaction.municipality.timezone
    return await transaction.fetch_structs(Movement, queries.open_movements, currency, since, zone)


async def keep(transaction: Transaction, found: Sequence[Match]) -> None:
    """Keep what was found, for good."""
    pairs = [(transfer_id, each) for each in found for transfer_id in each.transfer_ids]
    await transaction.execute(
        queries.insert_matches,
        [transfer_id for transfer_id, _ in pairs],
        [each.booking_id for _, each in pairs],
        [each.way for _, each in pairs],
        transaction.now,
    )
