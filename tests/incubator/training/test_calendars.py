"""Calendars: nothing is taught on days of rest and holidays, which differ between municipalities."""

from datetime import date
from uuid import uuid4

import pytest

from services.incubator.training import calendars
from services.incubator.training.calendars import NothingTaught
from services.kit.settings import Municipality
from tests.clients import Client
from tests.incubator import factories


def municipality(slug: str) -> Municipality:
    """A municipality of which only the name matters."""
    return Municipality(
        id=uuid4(), slug=slug, name={}, country="JO", currency="JOD", timezone="Asia/Amman", language="ar"
    )


@pytest.mark.parametrize(
    ("slug", "day", "taught"),
    [
        ("al_koura", date(2026, 3, 7), True),
        ("al_koura", date(2026, 3, 6), False),
        ("al_koura", date(2026, 5, 25), False),
        ("paggaio", date(2026, 3, 6), True),
        ("paggaio", date(2026, 3, 8), False),
        ("paggaio", date(2026, 3, 25), False),
        ("elsewhere", date(2026, 3, 6), True),
    ],
)
def test_each_town_has_its_own_days_of_rest(slug: str, day: date, taught: bool) -> None:
    assert calendars.is_taught_on(municipality(slug), day) is taught


async def test_no_session_is_planned_on_a_holiday(al_koura: Client) -> None:
    cohort = await factories.cohort(al_koura, await factories.call(al_koura))
    body = {"held_on": "2026-05-25", "title": "التسعير"}
    refusal = await al_koura.refused("POST", f"/cohorts/{cohort['id']}/sessions", body)
    assert refusal[:2] == (409, "nothing-taught")
    with pytest.raises(NothingTaught):
        calendars.check_taught_on(municipality("al_koura"), date(2026, 5, 25))
