"""Which days are settled: weekend and holidays of each country, in its own time, when clocks change too."""

from datetime import UTC, date, datetime, time
from typing import Any

import msgspec
import pytest

from services.cards.deciding import programmes
from services.cards.shops import settlement_calendars
from services.cards.shops.settlement_calendars import (
    Settlement,
    closes_at,
    first_after,
    is_settled,
    last_reached,
    settlement_of,
)
from services.kit.settings import Municipality
from tests.cards.factories import OFFICER, Town
from tests.clients import tenant_named


@pytest.fixture
def paggaio(tenants: Any) -> Municipality:
    """In Greece, where clocks change."""
    return tenant_named(tenants, "paggaio")


@pytest.fixture
def al_koura(tenants: Any) -> Municipality:
    """In Jordan, where they no longer do."""
    return tenant_named(tenants, "al_koura")


@pytest.fixture
def cut_off(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let every programme settle at another time."""

    def give(at: time) -> None:
        changed = {
            name: msgspec.structs.replace(each, settlement_cut_off=at)
            for name, each in programmes.all_programmes().items()
        }
        monkeypatch.setattr(programmes, "all_programmes", lambda: changed)

    return give


@pytest.mark.parametrize(
    ("day", "settled"),
    [
        (date(2026, 2, 10), True),
        (date(2026, 2, 14), False),
        (date(2026, 2, 15), False),
        (date(2026, 2, 23), False),
        (date(2026, 3, 25), False),
        (date(2026, 4, 10), False),
        (date(2026, 4, 13), False),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
    ids=[
        "tuesday",
        "saturday",
        "sunday",
        "clean monday",
        "independence",
        "good friday",
        "easter monday",
        "eve",
        "year",
    ],
)
def test_greece_settles_on_weekdays_that_are_no_holiday(paggaio: Municipality, day: date, settled: bool) -> None:
    assert is_settled(settlement_of(paggaio), day) is settled


@pytest.mark.parametrize(
    ("day", "settled"),
    [
        (date(2026, 2, 8), True),
        (date(2026, 2, 6), False),
        (date(2026, 2, 7), False),
        (date(2026, 5, 25), False),
        (date(2026, 12, 25), False),
    ],
    ids=["sunday", "friday", "saturday", "independence", "christmas"],
)
def test_jordan_rests_on_friday_and_saturday(al_koura: Municipality, day: date, settled: bool) -> None:
    assert is_settled(settlement_of(al_koura), day) is settled


def test_a_town_may_close_a_day_of_its_own() -> None:
    own = Settlement(weekend=frozenset({"sunday"}), closed_on=frozenset({date(2026, 6, 29)}))
    assert [is_settled(own, date(2026, 6, day)) for day in (28, 29, 30)] == [False, False, True]


def test_a_town_without_a_file_settles_every_day(paggaio: Municipality) -> None:
    other = msgspec.structs.replace(paggaio, slug="elsewhere")
    assert is_settled(settlement_of(other), date(2026, 12, 25))


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-02-10T22:59:59+02:00", date(2026, 2, 9)),
        ("2026-02-10T23:00:00+02:00", date(2026, 2, 10)),
        ("2026-02-15T23:30:00+02:00", date(2026, 2, 13)),
        ("2026-03-01T09:00:00+02:00", date(2026, 2, 27)),
        ("2026-04-13T23:30:00+03:00", date(2026, 4, 9)),
        ("2027-01-01T23:30:00+02:00", date(2026, 12, 31)),
    ],
    ids=["before cut-off", "at cut-off", "weekend", "month end", "easter", "year end"],
)
def test_the_last_settled_day_whose_cut_off_has_passed(paggaio: Municipality, now: str, day: date) -> None:
    assert last_reached(paggaio, datetime.fromisoformat(now)) == day


def test_the_next_settled_day_skips_holidays(paggaio: Municipality) -> None:
    assert first_after(paggaio, date(2026, 4, 9)) == date(2026, 4, 14)
    assert first_after(paggaio, date(2026, 12, 31)) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("day", "at", "instant"),
    [
        (date(2026, 3, 28), time(23), datetime(2026, 3, 28, 21, tzinfo=UTC)),
        (date(2026, 3, 29), time(23), datetime(2026, 3, 29, 20, tzinfo=UTC)),
        (date(2026, 10, 24), time(23), datetime(2026, 10, 24, 20, tzinfo=UTC)),
        (date(2026, 10, 25), time(23), datetime(2026, 10, 25, 21, tzinfo=UTC)),
        (date(2026, 3, 29), time(3, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(3, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
    ids=["winter", "spring forward", "summer", "fall back", "a time that is skipped", "a time that comes twice"],
)
def test_a_cut_off_is_local_time_whatever_the_clocks_do(
    paggaio: Municipality, cut_off: Any, day: date, at: time, instant: datetime
) -> None:
    cut_off(at)
    assert closes_at(paggaio, day) == instant


def test_a_cut_off_in_jordan_does_not_move(al_koura: Municipality) -> None:
    assert {closes_at(al_koura, date(2026, month, 3)).hour for month in (1, 4, 7, 11)} == {20}


async def test_the_next_closing_is_told(town: Town) -> None:
    town.client.now = "2026-02-13T23:30:00+02:00"
    found = await town.client.get("/settlement-days/next", by=OFFICER)
    assert found == {"settlement_date": "2026-02-16", "closes_at": "2026-02-16T21:00:00Z", "closed_through": None}


def test_every_municipality_of_the_demo_has_its_file(tenants: Any) -> None:
    assert {each.slug for each in tenants.values()} == settlement_calendars.all_practices().keys()
