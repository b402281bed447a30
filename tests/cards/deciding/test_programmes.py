"""Programmes are data: every file is whole, and dates follow from it."""

from datetime import date

import pytest

from services.cards.deciding.programmes import all_programmes, expires_on, get
from services.kit.errors import NotFound


def test_every_programme_is_named_after_its_file() -> None:
    assert set(all_programmes()) == {"gmi", "johud_training"}
    assert all(programme.approvers in (1, 2) for programme in all_programmes().values())


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (date(2026, 2, 1), date(2026, 8, 31)),
        (date(2026, 8, 1), date(2027, 2, 28)),
        (date(2027, 8, 1), date(2028, 2, 29)),
        (date(2026, 12, 1), date(2027, 6, 30)),
    ],
)
def test_a_lot_expires_at_the_end_of_the_sixth_month_after_its_own(month: date, expected: date) -> None:
    assert expires_on(get("gmi"), month) == expected


def test_an_unknown_programme_is_said_to_be_unknown() -> None:
    with pytest.raises(NotFound):
        get("lottery")
