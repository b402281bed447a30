"""Standings: what a decision is made on, by the tenant's day."""

from datetime import datetime

from services.cards.deciding.limits import Spent, Sums
from tests.cards.deciding.test_decisions import ATHENS, sale, standing


def test_a_sale_belongs_to_the_local_day() -> None:
    assert sale(("5411", 1), at=datetime(2026, 2, 11, 0, 30, tzinfo=ATHENS)).today.isoformat() == "2026-02-11"


def test_nothing_was_spent_of_a_programme_that_nobody_has_read_about() -> None:
    known = standing(spent=(Spent("gmi", Sums(1, 1, 1, 1)),))
    assert known.spent_of("gmi").household.day_minor == 1
    assert known.spent_of("other") == Spent("other")
