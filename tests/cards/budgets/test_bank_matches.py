"""Matching: by the order's id, the file, the exact amount, the sum of a kind and day; nothing is matched twice."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cards.budgets.bank_matches import Booking, Movement, match
from services.cards.ledger.wallets import TransferKind

DAY = date(2026, 2, 3)
ORDER, OTHER, FILE = (UUID(int=number) for number in (501, 502, 503))


def booking(number: int, amount_minor: int, booked_on: date = DAY, **more: Any) -> Booking:
    return Booking(
        id=UUID(int=number), bank_statement_id=UUID(int=1), amount_minor=amount_minor, booked_on=booked_on, **more
    )


def movement(number: int, amount_minor: int, day: date = DAY, kind: TransferKind = "payout", **more: Any) -> Movement:
    return Movement(transfer_id=UUID(int=100 + number), amount_minor=amount_minor, kind=kind, day=day, **more)


Found = list[tuple[int, list[int], str]]


def found(bookings: list[Booking], movements: list[Movement]) -> Found:
    return [
        (each.booking_id.int, [transfer.int - 100 for transfer in each.transfer_ids], each.way)
        for each in match(bookings, movements, days=5)
    ]


CASES: dict[str, tuple[list[Booking], list[Movement], Found]] = {
    "the order's own id comes before a like amount": (
        [booking(1, -5, end_to_end_id=ORDER)],
        [movement(1, -5), movement(2, -5, end_to_end_id=ORDER)],
        [(1, [2], "end_to_end_id")],
    ),
    "another amount of the order is not matched": (
        [booking(1, -6, end_to_end_id=ORDER)],
        [movement(1, -5, end_to_end_id=ORDER), movement(2, -6)],
        [],
    ),
    "an order paid, sent back and paid again is booked thrice": (
        [booking(number, amount, end_to_end_id=ORDER) for number, amount in ((1, -5), (2, 5), (3, -5))],
        [movement(number, amount, end_to_end_id=ORDER) for number, amount in ((1, -5), (2, 5), (3, -5))],
        [(1, [1], "end_to_end_id"), (2, [2], "end_to_end_id"), (3, [3], "end_to_end_id")],
    ),
    "a file booked as one": (
        [booking(1, -12, bank_file_id=FILE)],
        [movement(1, -5, bank_file_id=FILE), movement(2, -7, bank_file_id=FILE), movement(3, -12)],
        [(1, [1, 2], "bank_file")],
    ),
    "a file booked without what was refused of it": (
        [booking(1, -7, bank_file_id=FILE)],
        [
            movement(1, -5, bank_file_id=FILE, end_to_end_id=ORDER),
            movement(2, -7, bank_file_id=FILE, end_to_end_id=OTHER),
            movement(3, 5, end_to_end_id=ORDER),
        ],
        [(1, [2], "bank_file")],
    ),
    "equal amounts, the soonest first": (
        [booking(1, 9), booking(2, 9, booked_on=DAY + timedelta(days=1))],
        [movement(1, 9, day=DAY + timedelta(days=2)), movement(2, 9)],
        [(1, [2], "amount"), (2, [1], "amount")],
    ),
    "what names no order is looked for first": (
        [booking(1, -5)],
        [movement(1, -5, end_to_end_id=ORDER), movement(2, -5, kind="line_return")],
        [(1, [2], "amount")],
    ),
    "an order whose id the bank does not give back": (
        [booking(1, -5)],
        [movement(1, -5, end_to_end_id=ORDER)],
        [(1, [1], "amount")],
    ),
    "a like amount long ago": ([booking(1, 9)], [movement(1, 9, day=DAY - timedelta(days=6))], []),
    "all of a kind on a day": (
        [booking(1, -12)],
        [movement(1, -5), movement(2, -7), movement(3, -1, kind="line_return")],
        [(1, [1, 2], "day_sum")],
    ),
    "not all of a kind on a day": ([booking(1, -12)], [movement(1, -5), movement(2, -7), movement(3, -1)], []),
    "a reversal is nobody's": ([booking(1, 5, reversal=True)], [movement(1, 5)], []),
}


@pytest.mark.parametrize(("bookings", "movements", "expected"), CASES.values(), ids=CASES.keys())
def test_what_is_matched(bookings: list[Booking], movements: list[Movement], expected: Found) -> None:
    assert found(bookings, movements) == expected


AMOUNTS = st.sampled_from((-3, -2, -1, 1, 2, 3))
IDS = st.none() | st.sampled_from((ORDER, OTHER))
FILES = st.none() | st.just(FILE)
DAYS = st.integers(0, 9).map(lambda days: DAY + timedelta(days=days))


@given(
    st.lists(st.tuples(AMOUNTS, IDS, FILES, DAYS), max_size=8),
    st.lists(st.tuples(AMOUNTS, IDS, FILES, DAYS), max_size=8),
)
def test_every_match_is_of_one_sum_and_nothing_is_matched_twice(
    booked: list[tuple[int, UUID | None, UUID | None, date]], moved: list[tuple[int, UUID | None, UUID | None, date]]
) -> None:
    bookings = {
        UUID(int=number): booking(number, amount, end_to_end_id=order, bank_file_id=file, booked_on=day)
        for number, (amount, order, file, day) in enumerate(booked, 1)
    }
    movements = {
        UUID(int=100 + number): movement(number, amount, end_to_end_id=order, bank_file_id=file, day=day)
        for number, (amount, order, file, day) in enumerate(moved, 1)
    }
    matches = match(list(bookings.values()), list(movements.values()), days=5)
    assert len({each.booking_id for each in matches}) == len(matches)
    used = [transfer for each in matches for transfer in each.transfer_ids]
    assert len(set(used)) == len(used)
    for each in matches:
        assert bookings[each.booking_id].amount_minor == sum(movements[one].amount_minor for one in each.transfer_ids)
        order = bookings[each.booking_id].end_to_end_id
        assert order is None or {movements[one].end_to_end_id for one in each.transfer_ids} == {order}
    assert match(list(bookings.values()), list(movements.values()), days=5) == matches
